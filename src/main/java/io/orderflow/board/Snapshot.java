package io.orderflow.board;

import io.orderflow.analytics.TotalsView;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterJob;
import io.orderflow.board.letters.LetterState;
import io.orderflow.inbox.OrderFileState;
import io.orderflow.kafka.BacklogAnswer;
import java.util.List;
import java.util.Map;

/**
 * All that the board shows at one moment.
 *
 * @param totals        since the start of this program
 * @param clearsInMs    how long until nothing waits, as {@link History#clearsInMs}
 * @param marks         another one where there are other marks in the charts
 * @param latest        the newest orders; null where nobody has looked yet
 * @param inboxFolder   null where no file may be put into the inbox from here
 * @param reloadFailure why the last change of the routes was not taken, or null
 * @param lastSave      when the routes were changed last, or null
 * @param analytics     null where they are switched off
 */
record Snapshot(
        long time,
        Verdict verdict,
        String brokers,
        Map<String, Long> totals,
        Rate rate,
        Backlog backlog,
        Long clearsInMs,
        long marks,
        List<LatestOrder> latest,
        List<TotalsView.Item> topItems,
        List<OrderFileState> inbox,
        Letters deadLetters,
        List<RouteState> routes,
        List<ConsumerView> consumers,
        List<LetterJob> jobs,
        boolean readOnly,
        String inboxFolder,
        String reloadFailure,
        Long lastSave,
        TotalsView analytics) {

    /**
     * @param p50Ms half of the orders of the last second were no older when they were processed, as {@code p99Ms}; null
     *     where there were none
     */
    record Rate(double in, double out, Double p50Ms, Double p99Ms) {}

    /**
     * @param up  whether Kafka answered the last time it was asked
     * @param lag as {@code partitions}, of when it answered last; null where it has not answered yet, or does not tell
     */
    record Backlog(boolean up, Long lag, List<BacklogAnswer.Partition> partitions) {

        static Backlog of(BacklogAnswer answer) {
            return new Backlog(answer.up(), answer.isKnown() ? answer.lag() : null, answer.partitions());
        }
    }

    /**
     * @param count  how many are open; null, as the counts, where that is not known
     * @param latest null where nobody has looked yet
     */
    record Letters(Long count, Map<LetterState, Long> counts, List<LetterIndex.Group> groups, List<Letter> latest) {}
}
