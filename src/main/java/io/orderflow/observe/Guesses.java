package io.orderflow.observe;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Slows down attempts to guess the password: a bounded number at a time for each address. To be used in one thread. */
final class Guesses {

    private static final int MOST = 4;

    private final Vertx vertx;
    private final Duration pause;
    private final Repetitions repetitions;
    private final Map<String, Integer> waiting = new HashMap<>();

    Guesses(Vertx vertx, Duration pause, Repetitions repetitions) {
        this.vertx = vertx;
        this.pause = pause;
        this.repetitions = repetitions;
    }

    /** True where nothing from there is looked at, be it right or wrong, until an earlier guess is answered. */
    boolean areTooMany(String address) {
        return waiting.getOrDefault(address, 0) >= MOST;
    }

    /** @param answer comes later, and the address's place is taken until then, also where it has gone away meanwhile */
    void wrong(String address, Runnable answer) {
        repetitions.add("A wrong user or password from " + address);
        waiting.merge(address, 1, Integer::sum);
        vertx.setTimer(pause.toMillis(), passed -> {
            waiting.computeIfPresent(address, (key, guesses) -> guesses == 1 ? null : guesses - 1);
            answer.run();
        });
    }
}
