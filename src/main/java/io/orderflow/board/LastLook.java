package io.orderflow.board;

import io.orderflow.kafka.BacklogAnswer;
import java.util.List;

/**
 * What was found in Kafka at the last look.
 *
 * @param orders  with what became of each; the newest first, as the letters
 */
record LastLook(BacklogAnswer backlog, List<LatestOrder> orders, List<Letter> letters) {

    static final LastLook NONE = new LastLook(BacklogAnswer.NONE, List.of(), List.of());

    LastLook with(BacklogAnswer newBacklog) {
        return new LastLook(newBacklog, orders, letters);
    }
}
