package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.failure.Causes;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what is new in Kafka: at the topics' ends while a page is open, else at what the verdict needs alone. For one thread. */
final class KafkaLooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final int LATEST = 15;
    /** In seconds: how often Kafka is asked for the backlog where no page is open. */
    private static final int UNWATCHED = 5;

    private final Sources sources;
    private final LetterDesk desk;
    private final TopicTail<LatestOrder> orders;
    private final TopicTail<Letter> letters;
    private int unwatched = -1;
    private volatile LastLook last = LastLook.NONE;

    KafkaLooks(Sources sources, LetterDesk desk) {
        this.sources = sources;
        this.desk = desk;
        this.orders =
                new TopicTail<>(sources.kafka()::reader, sources.settings().topic(), LATEST, LatestOrder::of);
        this.letters =
                new TopicTail<>(sources.kafka()::reader, sources.settings().deadLetterTopic(), LATEST, Letter::of);
    }

    /** To be read in any thread. */
    LastLook last() {
        return last;
    }

    /** To be called once a second. */
    void lookAround(boolean watched) {
        if (watched) {
            look();
        } else if (++unwatched % UNWATCHED == 0) {
            lookForTrouble();
        }
    }

    private void lookForTrouble() {
        attempt(() -> last = last.with(sources.backlog().get()));
        if (last.backlog().up()) {
            lookAtLetters();
        }
    }

    /** Where a part of that fails, what was known of it stays, and the others are looked at all the same. */
    void look() {
        attempt(() -> last = last.with(sources.backlog().get()));
        if (last.backlog().up()) {
            // behind the backlog, as is needed to tell what became of the orders
            Outcomes outcomes = Outcomes.of(last.backlog(), desk, lookAtLetters());
            attempt(() -> last = last.withOrders(outcomes.of(orders.look())));
            attempt(() -> last = last.withLetters(letters.look()));
        }
    }

    /** @return whether they could be looked at */
    private boolean lookAtLetters() {
        RuntimeException failure = attempt(desk::look);
        // where no waiting helps
        last = last.withRefusal(failure instanceof AuthorizationException ? Causes.reason(failure) : null);
        return failure == null;
    }

    /** @return why that failed, or null */
    private static RuntimeException attempt(Runnable look) {
        try {
            look.run();
            return null;
        } catch (KafkaException e) {
            LOG.debug("The topics can't be looked at", e);
            return e;
        } catch (RuntimeException e) {
            LOG.warn("The topics can't be looked at: {}", Causes.words(e));
            LOG.debug("The cause", e);
            return e;
        }
    }

    @Override
    public void close() {
        orders.close();
        letters.close();
        desk.close();
    }
}
