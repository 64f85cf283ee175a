package io.orderflow.benchmark;

import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How much of the heap a record takes that waits behind one of the same key, whose step fails. */
final class MemoryBenchmark {

    private static final String FAILING = "user-0";
    private static final String OTHER = "user-1";
    private static final long PATIENCE = 30_000_000_000L;
    private static final String AN_HOUR = "3600000";
    private static final Map<String, String> SETTINGS = Map.of(
            "orders.retry.attempts", "1000000", "orders.retry.delay", AN_HOUR, "orders.retry.max-delay", AN_HOUR);

    private final String brokers;

    MemoryBenchmark(String brokers) {
        this.brokers = brokers;
    }

    void print() throws Exception {
        // what a first time costs is no record's
        bytesPerRecord(100);
        List<List<String>> rows = new ArrayList<>();
        for (int records : new int[] {1_000, 10_000, 50_000}) {
            String each = bytesPerRecord(records);
            rows.add(List.of("%,d orders of %d bytes".formatted(records, size()), each));
        }
        Table.print(List.of("behind an order that fails, in the heap", "bytes a record"), rows);
    }

    private static int size() {
        return FAILING.length() + OrderJson.write(order(0, FAILING)).length;
    }

    /** One more order, of another user, tells that all of those before it were read. */
    private String bytesPerRecord(int records) throws Exception {
        Topic topic = Topic.create(brokers, "held-" + records, 1);
        try (Routes routes =
                new Routes(topic, SETTINGS).then(MemoryBenchmark::step).start()) {
            topic.fill(1, i -> order(i, OTHER));
            if (!processes(routes, 1)) {
                throw new IllegalStateException("No order of the topic %s is processed".formatted(topic.name()));
            }
            long before = used();
            topic.fill(records + 1, i -> order(i + 1, i < records ? FAILING : OTHER));
            if (!processes(routes, 2)) {
                return "not so many are read";
            }
            return "%,d".formatted((used() - before) / records);
        }
    }

    private static void step(Order order) {
        if (order.user().equals(FAILING)) {
            throw new IllegalStateException("The service refuses the orders of " + FAILING);
        }
    }

    private static Order order(int number, String user) {
        return new Order("%036d".formatted(number), user, "chicken burger", 1);
    }

    private static boolean processes(Routes routes, int orders) throws InterruptedException {
        long begin = System.nanoTime();
        while (routes.processed().count() < orders && System.nanoTime() - begin < PATIENCE) {
            Thread.sleep(10);
        }
        return routes.processed().count() >= orders;
    }

    /** The least of a few, since what is let go of meanwhile is gone only the next time. */
    private static long used() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
