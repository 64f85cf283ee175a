package io.orderflow.board;

import java.util.Comparator;
import java.util.List;

/**
 * Whether all is well, in one sentence.
 *
 * @param sentence that of the worst problem, or that there is none
 * @param problems the worst first, and of those that are as bad, the cause before its effects
 */
public record Verdict(State state, String sentence, List<Problem> problems) {

    /** As bad as the worst problem. */
    public enum State {
        BAD,
        WARNING,
        UNKNOWN,
        WELL
    }

    private static final Comparator<Problem> WORST_FIRST =
            Comparator.comparing(Problem::severity).thenComparing(Problem::kind);

    /** @param well the sentence where there is no problem */
    static Verdict of(List<Problem> problems, String well) {
        if (problems.isEmpty()) {
            return new Verdict(State.WELL, well, List.of());
        }
        List<Problem> sorted = problems.stream().sorted(WORST_FIRST).toList();
        Problem worst = sorted.get(0);
        return new Verdict(State.valueOf(worst.severity().name()), worst.sentence(), sorted);
    }

    static Verdict unknown() {
        // other parts of the program may have had one
        Problem unknown =
                Problem.of(Problem.Kind.KAFKA_UNKNOWN, "Not known yet: the board has had no answer from Kafka so far");
        return of(List.of(unknown), "");
    }
}
