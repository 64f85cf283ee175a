package io.orderflow.benchmark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** How much of the tracker's speed depends on how many records a poll gives at the most. */
final class PollSizeBenchmark {

    private static final int ORDERS = Integer.getInteger("benchmark.orders", 500_000);
    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);
    private static final int WARM_UPS = 1;
    private static final int DEFAULT = 500;
    /** A slow one need not read them all. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    private final Topic topic;

    PollSizeBenchmark(String brokers) throws Exception {
        topic = TrackerBenchmark.filled(brokers, "polled");
    }

    List<Table.Row> run() throws Exception {
        return Table.interleaved(
                WARM_UPS,
                RUNS,
                ORDERS,
                IntStream.of(DEFAULT, 1, 10, 100, 2_000, 10_000)
                        .mapToObj(records -> new Table.Contender(
                                "maxPollRecords=%d%s".formatted(records, records == DEFAULT ? ", the default" : ""),
                                () -> routes(records)))
                        .toArray(Table.Contender[]::new));
    }

    private long routes(int records) throws Exception {
        try (Routes routes = new Routes(topic, Map.of()).maxPollRecords(records).start()) {
            return (long) (routes.nanosPerOrder(ORDERS, LONGEST) * ORDERS);
        }
    }
}
