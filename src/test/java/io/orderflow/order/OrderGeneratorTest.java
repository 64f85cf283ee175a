package io.orderflow.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderGeneratorTest {

    private static final List<String> USERS = List.of("anna", "david", "fatima", "jonas", "lucy", "mei", "omar", "zoe");
    private static final List<String> ITEMS = List.of(
            "chicken burger", "mushroom pizza", "lentil soup", "caesar salad", "pad thai", "apple pie", "iced tea");

    @Test
    void a_seed_decides_the_orders_once_and_for_all() {
        Order first = generator(new Random(42)).next();

        assertThat(new String(OrderJson.write(first), UTF_8))
                .isEqualTo("{\"order_id\": \"359d41ba-f78a-4e0d-a1bb-e7ae28c0450c\", \"user\": \"fatima\","
                        + " \"item\": \"pad thai\", \"quantity\": 6}");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void whatever_the_seed_each_order_is_one_that_is_read_back(long seed) {
        assertThat(orders(generator(new Random(seed)), 2_000)).allSatisfy(order -> {
            assertThat(OrderJson.read(OrderJson.write(order))).isEqualTo(order);
            assertThat(order.orderId()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(order.quantity()).isBetween(1, 10);
            assertThat(order.other()).isEmpty();
        });
    }

    @Test
    void users_items_and_quantities_vary() {
        List<Order> orders = orders(generator(new Random(1)), 1_000);

        assertThat(orders.stream().map(Order::user).distinct()).hasSizeGreaterThan(3);
        assertThat(orders.stream().map(Order::item).distinct()).hasSizeGreaterThan(3);
        assertThat(orders.stream().map(Order::quantity).distinct()).hasSize(10);
    }

    @Test
    void without_a_seed_no_id_comes_twice() {
        assertThat(orders(generator(new SecureRandom()), 1_000))
                .extracting(Order::orderId)
                .doesNotHaveDuplicates();
    }

    @Test
    void threads_that_share_a_generator_get_the_orders_that_one_alone_would_get() throws Exception {
        int threads = 4;
        int each = 2_000;
        OrderGenerator shared = generator(new Random(7));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Order> made = new ArrayList<>();
        try {
            Callable<List<Order>> task = () -> orders(shared, each);
            for (Future<List<Order>> future : executor.invokeAll(
                    Stream.generate(() -> task).limit(threads).toList())) {
                made.addAll(future.get());
            }
        } finally {
            executor.shutdownNow();
        }

        Set<Order> alone =
                orders(generator(new Random(7)), threads * each).stream().collect(Collectors.toSet());
        assertThat(made).hasSize(threads * each).allMatch(alone::contains).doesNotHaveDuplicates();
    }

    private static OrderGenerator generator(Random random) {
        return new OrderGenerator(random, USERS, ITEMS, () -> {});
    }

    private static List<Order> orders(OrderGenerator generator, int count) {
        return Stream.generate(generator::next).limit(count).toList();
    }
}
