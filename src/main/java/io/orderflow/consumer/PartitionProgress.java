package io.orderflow.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer has come with one partition that it has: which records it has taken and not done, and so what may be
 * committed. Used by the thread that polls; others only mark records as done.
 */
final class PartitionProgress {

    private static final int NEARLY_FULL = DoneBeyond.MAX_LENGTH * 3 / 4;
    /** The pause between commits of what is done beyond an offset that is waited for. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The shortest pause between two searches for what is done beyond the prefix: each looks at all records. */
    private static final long COMPACT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final TopicPartition partition;
    private final String group;
    /** The offset from which the group goes on here; -1 where it has none. */
    private final long begin;
    /** What the group had done beyond that. */
    private final DoneBeyond before;
    /** Taken and not known to be done, in the order of their offsets. */
    private Deque<PolledRecord> open = new ArrayDeque<>();

    private long bytes;
    /** The offset after the last record that was polled; -1 where that is not known. */
    private long next;

    /** The offset of the first record that was taken; -1 before that. */
    private long first = -1;

    private boolean metadataOmitted;
    private OffsetAndMetadata committed;
    private long committedAt = System.nanoTime();
    private long compactedAt;

    /** @param committed what the group has committed, or null */
    PartitionProgress(String group, TopicPartition partition, OffsetAndMetadata committed) {
        this.group = group;
        this.partition = partition;
        this.committed = committed;
        this.begin = committed == null ? -1 : committed.offset();
        this.before = committed == null ? DoneBeyond.NONE : DoneBeyond.decode(begin, committed.metadata());
        this.next = begin;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The offset from which the group goes on here; what is before it is done. -1 where it has none. */
    long begin() {
        return begin;
    }

    /** Whether the group had done this record before this consumer got the partition. */
    boolean wasDone(long offset) {
        return offset < begin || before.contains(offset);
    }

    PolledRecord take(ConsumerRecord<byte[], byte[]> polled) {
        PolledRecord record = new PolledRecord(group, partition, polled);
        first = first < 0 ? polled.offset() : first;
        open.add(record);
        bytes += record.bytes();
        return record;
    }

    /** All before this offset was polled. */
    void polledUpTo(long offset) {
        next = Math.max(next, offset);
    }

    /** The offset after the last record that was polled; -1 where that is not known. */
    long next() {
        return next;
    }

    /** How many records it holds that are not known to be done. */
    int held() {
        return open.size();
    }

    /** Whether it has its share of what may be held, or more is done out of turn than a commit can say. */
    boolean isFull(int maxRecords, long maxBytes) {
        if (isBelow(maxRecords, maxBytes)) {
            return false;
        }
        done();
        if (!isBelow(maxRecords, maxBytes) && System.nanoTime() - compactedAt > COMPACT_NANOS) {
            forgetDone();
        }
        return !isBelow(maxRecords, maxBytes);
    }

    private boolean isBelow(int maxRecords, long maxBytes) {
        return open.isEmpty()
                || open.size() < maxRecords
                        && bytes < maxBytes
                        && (committed == null || committed.metadata().length() < NEARLY_FULL);
    }

    /** How many records are done and not committed, as far as all before them is done too. */
    long uncommitted() {
        return first < 0 ? 0 : done() - (committed == null ? first : Math.max(first, committed.offset()));
    }

    /** The offset before which all is done; -1 where that is not known. */
    long done() {
        while (!open.isEmpty() && open.peek().isDone()) {
            bytes -= open.poll().bytes();
        }
        return open.isEmpty() ? next : open.peek().record().offset();
    }

    /**
     * What is to be committed, or null where there is nothing new.
     *
     * @param now whether that is wanted however short the last commit is ago
     */
    OffsetAndMetadata toCommit(boolean now) {
        long offset = done();
        boolean waits = committed != null && committed.offset() == offset;
        if (offset < 0 || waits && !now && System.nanoTime() - committedAt < INTERVAL_NANOS) {
            return null;
        }
        OffsetAndMetadata position = new OffsetAndMetadata(
                offset, metadataOmitted ? "" : DoneBeyond.encode(offset, openOffsets(), next, before));
        committedAt = System.nanoTime();
        return position.equals(committed) ? null : position;
    }

    /** Commits the offset alone from now on. */
    void omitMetadata() {
        metadataOmitted = true;
    }

    /** This is what the group has committed now. */
    void committed(OffsetAndMetadata position) {
        committed = position;
    }

    /** The offsets of what is not done, and nothing else is held from now on. */
    private long[] openOffsets() {
        forgetDone();
        long[] offsets = new long[open.size()];
        int i = 0;
        for (PolledRecord record : open) {
            offsets[i++] = record.record().offset();
        }
        return offsets;
    }

    private void forgetDone() {
        compactedAt = System.nanoTime();
        open.removeIf(record -> {
            boolean isDone = record.isDone();
            bytes -= isDone ? record.bytes() : 0;
            return isDone;
        });
    }
}
