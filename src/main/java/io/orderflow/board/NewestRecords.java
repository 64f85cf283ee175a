package io.orderflow.board;

import io.orderflow.kafka.KeptRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Of the records of a partition that are found one after the other, the newest for which there is room. */
final class NewestRecords {

    private static final int MOST = 1_000;
    /** In bytes. */
    private static final long ROOM = 2L * 1024 * 1024;

    private record Found(ConsumerRecord<byte[], byte[]> record, int bytes, long lookedBefore) {}

    private final Deque<Found> found = new ArrayDeque<>();
    private long looked;
    private long bytes;
    private long oldest = Long.MAX_VALUE;
    private boolean dropped;

    /** One was looked at. */
    void look(ConsumerRecord<byte[], byte[]> record, boolean wanted) {
        if (wanted) {
            Found one = new Found(record, KeptRecord.bytes(record), looked);
            found.addLast(one);
            bytes += one.bytes();
            while (found.size() > 1 && (found.size() > MOST || bytes > ROOM)) {
                bytes -= found.removeFirst().bytes();
                dropped = true;
            }
        }
        looked++;
        oldest = Math.min(oldest, record.timestamp());
    }

    List<ConsumerRecord<byte[], byte[]>> all() {
        return found.stream().map(Found::record).toList();
    }

    /**
     * Where the look ended: those that had no room, and what is before them, count as not looked at.
     *
     * @param from where it was to end
     */
    long reached(long from) {
        return dropped ? found.getFirst().record().offset() : from;
    }

    /** How many records were looked at, back to there. */
    long looked() {
        return looked - (dropped ? found.getFirst().lookedBefore() : 0);
    }

    /** The oldest timestamp back to there, in milliseconds; {@link Long#MAX_VALUE} where there is none. */
    long oldest() {
        return dropped ? found.getFirst().record().timestamp() : oldest;
    }
}
