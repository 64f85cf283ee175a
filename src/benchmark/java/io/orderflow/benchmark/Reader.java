package io.orderflow.benchmark;

import java.util.HashMap;
import java.util.Map;

/** Reads a topic and hands its orders to a step, until it is closed. What fails, it tries again after the step's pause. */
interface Reader {

    AutoCloseable start(Topic topic, SlowStep step) throws Exception;

    static Reader byHand(int keys) {
        return (topic, step) -> new KeyedLoop(topic, keys, step::take);
    }

    static Reader parallelConsumer(int keys) {
        return (topic, step) -> new ParallelConsumer(topic, keys, step::take);
    }

    static Reader spring(int consumers) {
        return (topic, step) -> new SpringListener(topic, consumers, step::take);
    }

    static Reader routes(int consumers, int keys) {
        Map<String, String> settings = new HashMap<>(Routes.parallel(keys));
        settings.put("orders.tracker.consumers", String.valueOf(consumers));
        settings.put("orders.retry.attempts", String.valueOf(Integer.MAX_VALUE));
        settings.put("orders.retry.delay", String.valueOf(SlowStep.PAUSE_MILLIS));
        settings.put("orders.retry.max-delay", String.valueOf(SlowStep.PAUSE_MILLIS));
        return (topic, step) -> new Routes(topic, settings).then(step::take).start();
    }
}
