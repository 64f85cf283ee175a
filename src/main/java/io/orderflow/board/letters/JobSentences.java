package io.orderflow.board.letters;

import io.orderflow.failure.Causes;
import io.orderflow.order.Quotation;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** What the log says of a task with dead letters. */
final class JobSentences {

    private JobSentences() {}

    static String begun(LetterDesk.Task task) {
        return "begins to %s %s%s".formatted(verb(task), letters(task.letters()), word(task));
    }

    static String done(LetterJob job, LetterDesk.Task task) {
        String what =
                switch (task.what()) {
                    case REPLAYED -> "replayed ";
                    case MENDED -> "mended and sent ";
                    case SET_ASIDE -> "set aside ";
                    case OPEN -> "opened again ";
                };
        String letters = job.total() == 1
                ? letters(task.letters())
                : "%,d dead letters of %,d".formatted(job.done(), job.total());
        return (job.done() == 0
                        ? "nothing to do, somebody was there before, or there is no record in the letter: "
                        : "")
                + what
                + letters
                + word(task);
    }

    /** Where the last answer of Kafka was not waited for, more of them may be done. */
    static String failed(LetterJob job, LetterDesk.Task task) {
        return "could not %s %s to the end, %,d at least are done: %s"
                .formatted(verb(task), letters(task.letters()), job.done(), job.trouble());
    }

    /** Why it does not go on at this moment. */
    static String trouble(KafkaException failure) {
        boolean another = Causes.chain(failure).stream()
                .anyMatch(cause ->
                        cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException);
        return another
                ? "Another copy of the program does something with dead letters; this goes on after it"
                : "Kafka does not take it: " + Causes.words(failure);
    }

    private static String verb(LetterDesk.Task task) {
        return switch (task.what()) {
            case REPLAYED -> "replay";
            case MENDED -> "mend and send";
            case SET_ASIDE -> "set aside";
            case OPEN -> "open again";
        };
    }

    private static String letters(List<LetterId> letters) {
        return letters.size() == 1 ? "dead letter " + letters.get(0) : "%,d dead letters".formatted(letters.size());
    }

    private static String word(LetterDesk.Task task) {
        return task.word() == null ? "" : ": " + Quotation.quote(task.word());
    }
}
