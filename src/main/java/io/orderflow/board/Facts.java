package io.orderflow.board;

import io.orderflow.board.letters.LetterIndex;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.reload.Mistakes;
import java.util.List;

/**
 * What is seen at one moment, to be judged.
 *
 * @param trouble     that Kafka has, or a thread of this program, or that it is not known yet; or null
 * @param mistakes    of the routes' files
 * @param processed   how many orders the group has processed in this program
 * @param out         how many of them a second, now
 */
record Facts(
        BacklogAnswer backlog,
        List<ConsumerView> consumers,
        Problem trouble,
        Mistakes mistakes,
        List<RouteState> routes,
        List<InboxWatch.Inbox> inboxes,
        double processed,
        double out,
        Letters letters) {

    /**
     * The dead letters, as far as they are known.
     *
     * @param open     the groups of which some are open, most first
     * @param complete whether all letters were looked at
     * @param refusal  why they can't be looked at, where no waiting helps; or null
     */
    record Letters(List<LetterIndex.Group> open, boolean complete, String refusal) {

        boolean areKnown() {
            return complete && refusal == null;
        }
    }
}
