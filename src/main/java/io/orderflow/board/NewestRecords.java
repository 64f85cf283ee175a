package io.orderflow.board;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Of the records of a partition that are found one after the other, the newest for which there is room. */
final class NewestRecords {

    private static final int MOST = 1_000;
    /** In bytes, of their keys and values. */
    private static final long ROOM = 2L * 1024 * 1024;

    private record Found(ConsumerRecord<byte[], byte[]> record, long lookedBefore) {}

    private final Deque<Found> found = new ArrayDeque<>();
    private long looked;
    private long bytes;
    private long oldest = Long.MAX_VALUE;
    private boolean dropped;

    /** One was looked at. */
    void look(ConsumerRecord<byte[], byte[]> record, boolean wanted) {
        if (wanted) {
            found.addLast(new Found(record, looked));
            bytes += size(record);
            while (found.size() > 1 && (found.size() > MOST || bytes > ROOM)) {
                bytes -= size(found.removeFirst().record());
                dropped = true;
            }
        }
        looked++;
        oldest = Math.min(oldest, record.timestamp());
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
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
