package io.orderflow.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        return interleaved(WARM_UPS, runs, orders, contenders);
    }

    static List<Row> interleaved(int warmUps, int runs, int orders, Contender... contenders) throws Exception {
        double[][] speeds = new double[contenders.length][runs];
        for (int run = -warmUps; run < runs; run++) {
            for (int i = 0; i < contenders.length; i++) {
                // what the one before has left is not collected in this one's time
                System.gc();
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
        print(
                List.of(title, "orders/s", "ratio"),
                rows.stream()
                        .map(row -> List.of(
                                row.name(),
                                "%,.0f".formatted(row.ordersPerSecond()),
                                "%.2f".formatted(row.ofTheFirst())))
                        .toList());
    }

    /** Prints a table in Markdown, below the command that makes it. */
    static void print(List<String> head, List<List<String>> rows) {
        System.out.printf(
                "%n%s%n%n%s%n%s%n",
                origin(),
                line(head),
                line(head.stream()
                        .map(cell -> cell.equals(head.get(0)) ? "---" : "---:")
                        .toList()));
        rows.forEach(row -> System.out.println(line(row)));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String origin() {
        String options = Stream.of("only", "orders", "runs", "seconds", "collector")
                .map(name -> "benchmark." + name)
                .filter(key -> !System.getProperty(key, "").isEmpty())
                .map(key -> " -D" + key + "=" + System.getProperty(key))
                .collect(Collectors.joining());
        return "`mvn -P benchmark verify -DskipTests%s` on %d cores, Java %s:"
                .formatted(options, Runtime.getRuntime().availableProcessors(), Runtime.version());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
