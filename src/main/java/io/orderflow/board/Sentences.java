package io.orderflow.board;

import io.orderflow.board.letters.LetterIndex;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.order.Quotation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The verdict's sentences with numbers in them. */
final class Sentences {

    private static final int LONGEST_CAUSE = 200;
    private static final int LONGEST_ID = 20;

    private Sentences() {}

    /**
     * Of orders that have failed and wait for their next try: how many, of how many users, and of the one that has failed most
     * often who, why, and when it is tried again.
     *
     * @param consumer has one at least
     * @param own      whether it is one of the tracker's group, of which the backlog is
     */
    static String waiting(ConsumerView consumer, BacklogAnswer backlog, boolean own) {
        ConsumerView.Waiting most = consumer.mostTried();
        String who = most.user() == null
                ? "the record at partition %d, offset %d".formatted(most.partition(), most.offset())
                : "%s's order %s".formatted(Quotation.printable(most.user()), shortened(most.orderId(), LONGEST_ID));
        return "%s of %s wait%s%s: %s failed %s, %s: %s%s"
                .formatted(
                        (consumer.knowsAllThatWait() ? "" : "At least ")
                                + Words.count(consumer.waitingRecords(), "order"),
                        Words.count(consumer.waitingKeys(), "user"),
                        consumer.waitingRecords() == 1 ? "s" : "",
                        own ? "" : " (group " + consumer.group() + ")",
                        who,
                        Words.count(most.tries(), "time"),
                        most.nextMs() < 1_000
                                ? "again now"
                                : "again in " + Words.duration(Duration.ofMillis(most.nextMs())),
                        shortened(most.cause(), LONGEST_CAUSE),
                        own && backlog.lag() > consumer.waitingRecords()
                                ? "; %,d are not processed yet in all".formatted(backlog.lag())
                                : "");
    }

    /** @param letters of which some are open */
    static String letters(Facts.Letters letters) {
        List<LetterIndex.Group> open = letters.open();
        long count = open.stream().mapToLong(LetterIndex.Group::open).sum();
        return "%s%s %s open, %s of them: %s"
                .formatted(
                        letters.areKnown() ? "" : "At least ",
                        Words.count(count, "dead letter"),
                        count == 1 ? "is" : "are",
                        open.size() == 1
                                ? "all"
                                : String.format(Locale.ROOT, "%,d", open.get(0).open()),
                        shortened(open.get(0).reason(), LONGEST_CAUSE))
                .replace("is open, all of them", "is open");
    }

    /** @param letters that were not all looked at */
    static String notKnown(Facts.Letters letters) {
        return letters.refusal() == null
                ? "Not known yet: not all dead letters have been looked at"
                : "Not known: the dead letters can't be read: " + shortened(letters.refusal(), LONGEST_CAUSE);
    }

    /** @param out orders per second */
    static String well(long lag, double out) {
        if (lag <= 1_000 || out < 1) {
            return "All is well";
        }
        return "All is well: %s to be processed, done in about %s"
                .formatted(Words.count(lag, "order"), Words.duration(Duration.ofSeconds((long) (lag / out))));
    }

    private static String shortened(String text, int longest) {
        return Quotation.shortened(Quotation.printable(text), longest);
    }
}
