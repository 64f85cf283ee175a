package io.orderflow;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.board.Problem;
import io.orderflow.board.Verdict;
import java.util.Locale;
import java.util.function.Supplier;

/** How many problems of each kind there are: for an alarm that needs to know nothing else. */
final class VerdictMetrics {

    private VerdictMetrics() {}

    static void bind(MeterRegistry meters, Supplier<Verdict> verdict) {
        for (Problem.Kind kind : Problem.Kind.values()) {
            Gauge.builder("orders.problems", () -> count(verdict.get(), kind))
                    .description("What is wrong at this moment, by its kind; 0 where it is not")
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private static long count(Verdict verdict, Problem.Kind kind) {
        return verdict.problems().stream()
                .filter(problem -> problem.kind() == kind)
                .count();
    }
}
