package io.orderflow.benchmark;

import io.orderflow.order.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A step that waits for something: how many orders a second pass it, in one process, and whether they keep their order. */
final class SlowStepBenchmark {

    private static final int USERS = 1_000;
    private static final int SECONDS = Integer.getInteger("benchmark.seconds", 10);
    private static final int[] KEYS = {64, 256};
    private static final int WARM_UP_MILLIS = 3_000;
    private static final long PATIENCE = 60_000_000_000L;
    private static final List<String> HEAD = List.of(
            "a step of %d ms, %,d users, 3 partitions, one process".formatted(SlowStep.MILLIS, USERS),
            "orders/s",
            "of the possible",
            "overtaken");

    private final Topic topic;

    /** @param keys so many of them it works on at a time */
    private record Contender(String name, int keys, Reader reader) {}

    SlowStepBenchmark(String brokers) throws Exception {
        Random random = new Random(42);
        topic = Topic.create(brokers, "slow", 3).fill(orders(), i -> order(i, i == 0 ? 0 : random.nextInt(USERS)));
    }

    /** More than the fastest can read. */
    private static int orders() {
        return KEYS[KEYS.length - 1] * 1_000 / SlowStep.MILLIS * (SECONDS + 5);
    }

    private static Order order(int number, int user) {
        return new Order(String.valueOf(number), "user-" + user, "tea", 1);
    }

    void print() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (Contender contender : contenders()) {
            rows.add(measure(contender, contender.name(), ""));
        }
        for (Contender contender : contenders()) {
            rows.add(measure(contender, contender.name() + "; one user always fails", "user-0"));
        }
        Table.print(HEAD, rows);
    }

    private static List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        for (int keys : KEYS) {
            contenders.add(new Contender("by hand: a pool, %d keys".formatted(keys), keys, Reader.byHand(keys)));
            contenders.add(
                    new Contender("parallel-consumer, %d keys".formatted(keys), keys, Reader.parallelConsumer(keys)));
            if (!Routes.parallel(keys).isEmpty()) {
                contenders.add(new Contender("the routes, %d keys".formatted(keys), keys, Reader.routes(1, keys)));
            }
        }
        for (int consumers : new int[] {1, 3}) {
            String each = "%d consumer%s, one key each".formatted(consumers, consumers == 1 ? "" : "s");
            contenders.add(new Contender("spring-kafka, " + each, consumers, Reader.spring(consumers)));
            contenders.add(new Contender("the routes, " + each, consumers, Reader.routes(consumers, 1)));
        }
        return contenders;
    }

    private List<String> measure(Contender contender, String name, String failingUser) throws Exception {
        SlowStep step = new SlowStep(failingUser);
        try (AutoCloseable reader = contender.reader().start(topic, step)) {
            double ordersPerSecond = ordersPerSecond(step);
            long overtaken = step.overtaken();
            step.end();
            return List.of(
                    name,
                    "%,.0f".formatted(ordersPerSecond),
                    "%.2f".formatted(ordersPerSecond * SlowStep.MILLIS / 1_000 / contender.keys()),
                    "%,d".formatted(overtaken));
        }
    }

    private static double ordersPerSecond(SlowStep step) throws InterruptedException {
        long begin = System.nanoTime();
        while (step.done() == 0 && System.nanoTime() - begin < PATIENCE) {
            Thread.sleep(1);
        }
        Thread.sleep(WARM_UP_MILLIS);
        long before = step.done();
        long start = System.nanoTime();
        Thread.sleep(SECONDS * 1_000L);
        return (step.done() - before) * 1e9 / (System.nanoTime() - start);
    }
}
