package io.orderflow.board;

import io.orderflow.analytics.TotalsView;
import io.orderflow.order.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * How much of which item was ordered. It takes hundreds of thousands of orders a second, and keeps a bounded number of
 * items: where there are too many, the rarest are forgotten.
 */
public final class TopItems implements Consumer<Order> {

    private static final int MOST = 10_000;
    private static final int KEPT = 2_000;

    private final Map<String, LongAdder> quantities = new ConcurrentHashMap<>();

    @Override
    public void accept(Order order) {
        LongAdder quantity = quantities.get(order.item());
        if (quantity == null) {
            if (quantities.size() >= MOST) {
                return;
            }
            quantity = quantities.computeIfAbsent(order.item(), item -> new LongAdder());
        }
        quantity.add(order.quantity());
    }

    /** The items of which most were ordered, that one first. */
    public List<TotalsView.Item> top(int count) {
        List<TotalsView.Item> top = items();
        if (top.size() >= MOST) {
            top.subList(KEPT, top.size()).forEach(rare -> quantities.remove(rare.item()));
        }
        return List.copyOf(top.subList(0, Math.min(count, top.size())));
    }

    private List<TotalsView.Item> items() {
        List<TotalsView.Item> items = new ArrayList<>();
        quantities.forEach((item, quantity) -> items.add(new TotalsView.Item(item, quantity.sum())));
        items.sort(TotalsView.Item.MOST_FIRST);
        return items;
    }
}
