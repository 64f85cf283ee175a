package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.observe.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The charts' values of a range: a place for each step, of which the oldest gives way. Not thread-safe. */
final class Ring {

    static final int P50 = 3;
    static final int P99 = 4;
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int WAITING = 2;
    private static final int SERIES = 5;
    private static final int MOST_PARTITIONS = 16;
    /** Over which it is seen whether what waits becomes less. */
    private static final int TREND = 30;

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

    /**
     * @param step seconds from one value to the next
     * @param size how many values are kept
     */
    Ring(int step, int size) {
        this.step = step;
        this.size = size;
        this.times = new long[size];
        this.values = new float[SERIES][size];
    }

    /** A second is over. */
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
        values[WAITING][at] = backlog.up() && backlog.isKnown() ? backlog.lag() : Float.NaN;
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

    /** The newest of its values, that many at the most. */
    History.View view(String range, int most) {
        int shown = Math.min(most, Math.min(count, size));
        List<Long> shownTimes = new ArrayList<>(shown);
        for (int i = count - shown; i < count; i++) {
            shownTimes.add(times[i % size]);
        }
        return new History.View(
                range,
                1_000 * step,
                shownTimes,
                list(values[IN], shown),
                list(values[OUT], shown),
                list(values[WAITING], shown),
                list(values[P50], shown),
                list(values[P99], shown),
                partitions.entrySet().stream()
                        .map(partition -> new History.Lag(partition.getKey(), list(partition.getValue(), shown)))
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

    /** Null where it is not known. */
    Double newest(int series) {
        float value = count == 0 ? Float.NaN : values[series][(count - 1) % size];
        return Float.isNaN(value) ? null : Math.round(10 * value) / 10.0;
    }

    /** Null where that is never, or not known. */
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
