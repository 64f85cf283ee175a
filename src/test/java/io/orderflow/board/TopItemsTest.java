package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.analytics.TotalsView;
import io.orderflow.order.Order;
import org.junit.jupiter.api.Test;

class TopItemsTest {

    private final TopItems items = new TopItems();

    private void order(String item, int quantity) {
        items.accept(new Order("id", "anna", item, quantity));
    }

    @Test
    void the_item_of_which_most_was_ordered_comes_first() {
        order("tea", 3);
        order("soup", 4);
        order("pie", 1);
        order("tea", 2);

        assertThat(items.top(2)).containsExactly(new TotalsView.Item("tea", 5), new TotalsView.Item("soup", 4));
    }

    @Test
    void however_many_items_there_are_few_are_kept_and_the_top_ones_stay() {
        order("tea", 1_000);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 9_000; i++) {
                order("item " + round + "/" + i, 1);
            }
            assertThat(items.top(20_000)).hasSizeLessThanOrEqualTo(10_000);
        }
        order("soup", 500);

        assertThat(items.top(2)).containsExactly(new TotalsView.Item("tea", 1_000), new TotalsView.Item("soup", 500));
    }
}
