package io.orderflow.benchmark;

import io.orderflow.order.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A step that waits for something: how many orders a second pass it, in one process, and whether they keep their order. */
final class SlowStepBenchmark {

    private static final int USERS = 1_000;
    private static final int SECONDS = Integer.getInteger("benchmark.seconds", 10);
    private static final int[] KEYS = {64, 256};
    private static final int WARM_UP_MILLIS = 1_500;
    private static final long PATIENCE = 60_000_000_000L;
    private static final List<String> HEAD = List.of(
            "a step of %d ms, %,d users, 3 partitions, one process".formatted(SlowStep.MILLIS, USERS),
            "orders/s",
            "of the possible",
            "overtaken");

    private final Topic topic;

    /** Something that reads the topic and hands the orders to the step until it is closed. */
    private interface Reader {
        AutoCloseable start(SlowStep step) throws Exception;
    }

    /** @param keys so many of them it works on at a time */
    private record Contender(String name, int keys, Reader reader) {}

    SlowStepBenchmark(String brokers) throws Exception {
        Random random = new Random(42);
        topic = Topic.create(brokers, "slow", 3).fill(orders(), i -> order(i, i == 0 ? 0 : random.nextInt(USERS)));
    }

    /** More than the fastest can read. */
    private static int orders() {
        return KEYS[KEYS.length - 1] * 1_000 / SlowStep.MILLIS * (SECONDS + 4);
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

    private List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        for (int keys : KEYS) {
            contenders.add(new Contender(
                    "by hand: a pool, %d keys".formatted(keys), keys, step -> new KeyedLoop(topic, keys, step::take)));
            contenders.add(new Contender(
                    "parallel-consumer, %d keys".formatted(keys),
                    keys,
                    step -> new ParallelConsumer(topic, keys, step::take)));
            if (!Routes.parallel(keys).isEmpty()) {
                contenders.add(
                        new Contender("the routes, %d keys".formatted(keys), keys, step -> routes(1, keys, step)));
            }
        }
        for (int consumers : new int[] {1, 3}) {
            String name = "%d consumer%s".formatted(consumers, consumers == 1 ? "" : "s");
            contenders.add(new Contender(
                    "spring-kafka, " + name, consumers, step -> new SpringListener(topic, consumers, step::take)));
            contenders.add(new Contender(
                    "the routes, " + name + ", one key each", consumers, step -> routes(consumers, 1, step)));
        }
        return contenders;
    }

    private AutoCloseable routes(int consumers, int keys, SlowStep step) throws Exception {
        Map<String, String> settings = new HashMap<>(Routes.parallel(keys));
        settings.put("orders.tracker.consumers", String.valueOf(consumers));
        settings.put("orders.retry.attempts", String.valueOf(Integer.MAX_VALUE));
        settings.put("orders.retry.delay", String.valueOf(SlowStep.PAUSE_MILLIS));
        settings.put("orders.retry.max-delay", String.valueOf(SlowStep.PAUSE_MILLIS));
        return new Routes(topic, settings).then(step::take).start();
    }

    private static List<String> measure(Contender contender, String name, String failingUser) throws Exception {
        SlowStep step = new SlowStep(failingUser);
        try (AutoCloseable reader = contender.reader().start(step)) {
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
