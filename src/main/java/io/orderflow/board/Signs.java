package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import java.time.Duration;
import java.util.function.LongSupplier;

/** When Kafka answered last, and when orders were last processed, by what is noted each second. Not thread-safe. */
final class Signs {

    private final LongSupplier millis;
    private final long start;
    private boolean answered;
    private long lastAnswer;
    private long lastProgress;
    private double reached = -1;

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    Signs(LongSupplier millis) {
        this.millis = millis;
        this.start = millis.getAsLong();
        this.lastAnswer = start;
        this.lastProgress = lastAnswer;
    }

    void note(Facts facts) {
        long now = millis.getAsLong();
        BacklogAnswer backlog = facts.backlog();
        if (backlog.up()) {
            answered = true;
            lastAnswer = now;
        }
        double reachedNow = facts.processed()
                + backlog.partitions().stream()
                        .mapToLong(BacklogAnswer.Partition::committed)
                        .sum();
        if (reachedNow != reached || backlog.lag() == 0 || !backlog.up()) {
            reached = reachedNow;
            lastProgress = now;
        }
    }

    /** Whether Kafka has answered since the start. */
    boolean haveAnswered() {
        return answered;
    }

    Duration sinceStart() {
        return Duration.ofMillis(millis.getAsLong() - start);
    }

    /** Since when Kafka has not answered. */
    Duration away() {
        return Duration.ofMillis(millis.getAsLong() - lastAnswer);
    }

    /** Since when orders are there and none was processed. */
    Duration standstill() {
        return Duration.ofMillis(millis.getAsLong() - lastProgress);
    }
}
