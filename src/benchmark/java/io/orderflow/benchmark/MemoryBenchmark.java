package io.orderflow.benchmark;

import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How much of the heap a record takes that waits behind one of the same key, whose step fails. */
final class MemoryBenchmark {

    private static final String FAILING = "user-0";
    private static final String OTHER = "user-1";
    private static final int KEYS = 64;
    private static final int[] RECORDS = {1_000, 10_000};
    private static final long PATIENCE = 20_000_000_000L;
    private static final List<String> HEAD = List.of(
            "orders of %d bytes behind one that fails".formatted(OrderJson.write(order(0, FAILING)).length),
            "bytes of the heap for each");

    private final String brokers;

    MemoryBenchmark(String brokers) {
        this.brokers = brokers;
    }

    void print() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (int records : RECORDS) {
            rows.add(row("by hand: a pool", records, Reader.byHand(KEYS)));
            rows.add(row("parallel-consumer", records, Reader.parallelConsumer(KEYS)));
            rows.add(row("the routes", records, Reader.routes(1, KEYS)));
        }
        Table.print(HEAD, rows);
    }

    private List<String> row(String name, int records, Reader reader) throws Exception {
        Topic topic = Topic.create(brokers, "held-%s-%d".formatted(name.replaceAll("\\W", "-"), records), 1);
        return List.of("%s, %,d orders".formatted(name, records), bytesPerRecord(topic, records, reader));
    }

    /** The last order, of another user, is done when all of those before it were read. */
    private static String bytesPerRecord(Topic topic, int records, Reader reader) throws Exception {
        topic.fill(2, i -> order(i, i == 0 ? FAILING : OTHER));
        SlowStep step = new SlowStep(FAILING);
        try (AutoCloseable reading = reader.start(topic, step)) {
            if (!does(step, 1)) {
                return "no other key goes on";
            }
            long before = used();
            topic.fill(records + 1, i -> order(i + 2, i < records ? FAILING : OTHER));
            return does(step, 2) ? "%,d".formatted((used() - before) / records) : "not so many are read";
        } finally {
            step.end();
        }
    }

    private static Order order(int number, String user) {
        return new Order("%036d".formatted(number), user, "chicken burger", 1);
    }

    private static boolean does(SlowStep step, int orders) throws InterruptedException {
        long begin = System.nanoTime();
        while (step.done() < orders && System.nanoTime() - begin < PATIENCE) {
            Thread.sleep(10);
        }
        return step.done() >= orders;
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
