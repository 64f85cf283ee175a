package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the charts show: a value a second of the last half hour, one for ten seconds of the last six hours, and one a minute
 * of the last day. 130 KB, and 22 KB for each of the first sixteen partitions.
 */
final class History {

    private static final int MOST_PARTITIONS = 16;
    private static final int SERIES = 5;
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int WAITING = 2;
    private static final int P50 = 3;
    private static final int P99 = 4;
    /** Over which it is seen whether what waits becomes less. */
    private static final int TREND = 30;

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

    /** @throws IllegalArgumentException where there is no such range */
    synchronized View view(String range) {
        return switch (range) {
            case "5m" -> seconds.view(range, 300);
            case "30m" -> seconds.view(range, 1_800);
            case "6h" -> tens.view(range, 2_160);
            case "24h" -> minutes.view(range, 1_440);
            default -> throw new IllegalArgumentException("range is one of " + String.join(", ", RANGES));
        };
    }

    /** The newest of these: what a page adds to what it has. Null where there is none, or it is not known. */
    synchronized Double p50() {
        return seconds.newest(P50);
    }

    synchronized Double p99() {
        return seconds.newest(P99);
    }

    /** How long until nothing waits, if it goes on as in the last half minute; null where that is never. */
    synchronized Long clearsInMs() {
        return seconds.clearsInMs();
    }

    /** A place for each step; the oldest gives way. */
    private static final class Ring {
        private final int step;
        private final int size;
        private final long[] times;
        private final float[][] values;
        private final Map<Integer, float[]> partitions = new LinkedHashMap<>();
        private int count;
        private int ticks;
        private float in;
        private float out;
        private long[] before;

        Ring(int step, int size) {
            this.step = step;
            this.size = size;
            this.times = new long[size];
            this.values = new float[SERIES][size];
        }

        void add(long time, float newIn, float newOut, BacklogAnswer backlog, long[] durations) {
            in += newIn;
            out += newOut;
            if (++ticks < step) {
                return;
            }
            int at = count++ % size;
            times[at] = time;
            values[IN][at] = in / step;
            values[OUT][at] = out / step;
            values[WAITING][at] = backlog.up() ? backlog.lag() : Float.NaN;
            values[P50][at] = value(Durations.millis(durations, before, 0.5));
            values[P99][at] = value(Durations.millis(durations, before, 0.99));
            partitions.values().forEach(lag -> lag[at] = Float.NaN);
            if (backlog.up()) {
                backlog.partitions().forEach(partition -> lag(partition, at));
            }
            in = 0;
            out = 0;
            ticks = 0;
            before = durations;
        }

        private void lag(BacklogAnswer.Partition partition, int at) {
            if (partitions.size() < MOST_PARTITIONS || partitions.containsKey(partition.partition())) {
                partitions
                                .computeIfAbsent(partition.partition(), p -> {
                                    float[] lag = new float[size];
                                    Arrays.fill(lag, Float.NaN);
                                    return lag;
                                })[at] =
                        partition.lag();
            }
        }

        private static float value(Double known) {
            return known == null ? Float.NaN : known.floatValue();
        }

        View view(String range, int most) {
            int shown = Math.min(most, Math.min(count, size));
            List<Long> shownTimes = new ArrayList<>(shown);
            for (int i = count - shown; i < count; i++) {
                shownTimes.add(times[i % size]);
            }
            return new View(
                    range,
                    1_000 * step,
                    shownTimes,
                    list(values[IN], shown),
                    list(values[OUT], shown),
                    list(values[WAITING], shown),
                    list(values[P50], shown),
                    list(values[P99], shown),
                    partitions.entrySet().stream()
                            .map(partition -> new Lag(partition.getKey(), list(partition.getValue(), shown)))
                            .toList());
        }

        private List<Float> list(float[] ring, int shown) {
            List<Float> list = new ArrayList<>(shown);
            for (int i = count - shown; i < count; i++) {
                float value = ring[i % size];
                list.add(Float.isNaN(value) ? null : Math.round(10 * value) / 10f);
            }
            return list;
        }

        Double newest(int series) {
            float value = count == 0 ? Float.NaN : values[series][(count - 1) % size];
            return Float.isNaN(value) ? null : Math.round(10 * value) / 10.0;
        }

        Long clearsInMs() {
            int back = Math.min(count - 1, TREND);
            if (back < 5) {
                return null;
            }
            int now = (count - 1) % size;
            int then = (count - 1 - back) % size;
            double perMs = (values[WAITING][then] - values[WAITING][now]) / (double) (times[now] - times[then]);
            // not a number where one of the two is not known
            return values[WAITING][now] > 0 && perMs > 0 ? Math.round(values[WAITING][now] / perMs) : null;
        }
    }
}
