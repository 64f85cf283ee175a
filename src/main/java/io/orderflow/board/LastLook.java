package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import java.util.List;

/**
 * What was found in Kafka at the last look.
 *
 * @param orders  with what became of each; the newest first, as the letters; null where nobody has looked yet
 * @param refusal why the dead letters can't be looked at, where no waiting helps; or null
 */
record LastLook(BacklogAnswer backlog, List<LatestOrder> orders, List<Letter> letters, String refusal) {

    static final LastLook NONE = new LastLook(BacklogAnswer.NONE, null, null, null);

    LastLook with(BacklogAnswer newBacklog) {
        return new LastLook(newBacklog, orders, letters, refusal);
    }

    LastLook withOrders(List<LatestOrder> newOrders) {
        return new LastLook(backlog, newOrders, letters, refusal);
    }

    LastLook withLetters(List<Letter> newLetters) {
        return new LastLook(backlog, orders, newLetters, refusal);
    }

    LastLook withRefusal(String newRefusal) {
        return new LastLook(backlog, orders, letters, newRefusal);
    }
}
