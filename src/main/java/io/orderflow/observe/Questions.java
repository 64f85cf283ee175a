package io.orderflow.observe;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Makes answers that may take their time, in threads that neither connections nor a person's own routes wait for. */
final class Questions {

    /** Beyond it Vert.x would take a thread that waits for a slow reader for one that hangs. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final WorkerExecutor threads;
    private final Map<String, Future<?>> open = new ConcurrentHashMap<>();

    Questions(Vertx vertx, String name, int most) {
        threads = vertx.createSharedWorkerExecutor(name, most, LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    }

    <T> Future<T> ask(Callable<T> answer) {
        return threads.executeBlocking(answer, false);
    }

    /** However many ask the same at once, one thread makes the answer for all of them. */
    @SuppressWarnings("unchecked")
    <T> Future<T> askOnce(String question, Callable<T> answer) {
        return (Future<T>) open.computeIfAbsent(
                question,
                first -> ask(() -> {
                    try {
                        return answer.call();
                    } finally {
                        open.remove(question);
                    }
                }));
    }
}
