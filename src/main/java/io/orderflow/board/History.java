package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.RefusedException;
import java.util.List;

/**
 * What the charts show: a value a second of the last half hour, one for ten seconds of the last six hours, and one a minute
 * of the last day. 130 KB, and 22 KB for each of the first sixteen partitions.
 */
final class History {

    private static final List<String> RANGES = List.of("5m", "30m", "6h", "24h");

    private final Ring seconds = new Ring(1, 1_800);
    private final Ring tens = new Ring(10, 2_160);
    private final Ring minutes = new Ring(60, 1_440);
    private long last;

    /**
     * The values of a range, the oldest first; null where one is not known.
     *
     * @param stepMs  from one value to the next
     * @param times   in milliseconds, of the end of each step
     * @param in      orders per second, as {@code out}
     * @param waiting how many orders were to be processed
     * @param p50Ms   half of those that were processed in that step were no older then, as {@code p99Ms}
     */
    record View(
            String range,
            int stepMs,
            List<Long> times,
            List<Float> in,
            List<Float> out,
            List<Float> waiting,
            List<Float> p50Ms,
            List<Float> p99Ms,
            List<Lag> partitions) {}

    /** What waited in a partition. */
    record Lag(int partition, List<Float> lag) {}

    /**
     * To be called once a second.
     *
     * @param durations how old orders were when they were processed, as counted until now
     */
    synchronized void add(long time, double in, double out, BacklogAnswer backlog, long[] durations) {
        if (time - last < 500) {
            // a program that stood still catches up on its seconds all at once
            return;
        }
        last = time;
        for (Ring ring : List.of(seconds, tens, minutes)) {
            ring.add(time, (float) in, (float) out, backlog, durations);
        }
    }

    /** @throws RefusedException where there is no such range */
    synchronized View view(String range) {
        return switch (range) {
            case "5m" -> seconds.view(range, 300);
            case "30m" -> seconds.view(range, 1_800);
            case "6h" -> tens.view(range, 2_160);
            case "24h" -> minutes.view(range, 1_440);
            default -> throw new RefusedException(400, "range is one of " + String.join(", ", RANGES));
        };
    }

    /** The newest of these: what a page adds to what it has. Null where there is none, or it is not known. */
    synchronized Double p50() {
        return seconds.newest(Ring.P50);
    }

    synchronized Double p99() {
        return seconds.newest(Ring.P99);
    }

    /** How long until nothing waits, if it goes on as in the last half minute; null where that is never. */
    synchronized Long clearsInMs() {
        return seconds.clearsInMs();
    }
}
