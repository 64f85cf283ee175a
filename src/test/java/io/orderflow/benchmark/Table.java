package io.orderflow.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Contenders that do the same work in turns, and the medians of their orders a second. */
final class Table {

    private static final int WARM_UPS = 5;

    /** Takes orders from one place to another. */
    interface Work {
        /** @return the nanoseconds that it took, without what comes before the first order and after the last */
        long run() throws Exception;
    }

    interface Task {
        void run() throws Exception;
    }

    record Contender(String name, Work work) {}

    record Row(String name, double ordersPerSecond, double ofTheFirst) {}

    private Table() {}

    /** Work that is all one. */
    static Work timed(Task task) {
        return () -> {
            long start = System.nanoTime();
            task.run();
            return System.nanoTime() - start;
        };
    }

    /** Each contender a few times to warm up, then all of them in turns; the first is what the others are compared with. */
    static List<Row> interleaved(int runs, int orders, Contender... contenders) throws Exception {
        double[][] speeds = new double[contenders.length][runs];
        for (int run = -WARM_UPS; run < runs; run++) {
            for (int i = 0; i < contenders.length; i++) {
                long nanos = contenders[i].work().run();
                if (run >= 0) {
                    speeds[i][run] = orders * 1e9 / nanos;
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contenders.length; i++) {
            rows.add(new Row(contenders[i].name(), median(speeds[i]), median(speeds[i]) / median(speeds[0])));
        }
        return rows;
    }

    static void print(String title, List<Row> rows) {
        System.out.printf("%n%-55s %12s %8s%n", title, "orders/s", "ratio");
        rows.forEach(
                row -> System.out.printf("%-55s %,12.0f %8.2f%n", row.name(), row.ordersPerSecond(), row.ofTheFirst()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
