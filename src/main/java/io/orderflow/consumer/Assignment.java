package io.orderflow.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;

/**
 * The partitions that a consumer has: how far each has come, what of it is given out, and when it has as much as it may
 * have. Used by the thread that polls.
 */
final class Assignment {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final RouteGroup group;
    private final TooLargeRecord tooLarge;
    private final Logger log;
    private final Beginnings beginnings;
    private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
    /** Assigned, and from where they are read is not known yet. */
    private final Set<TopicPartition> unopened = new HashSet<>();
    /** Their records are read back, up to where the group goes on. */
    private final Set<TopicPartition> readingBack = new HashSet<>();

    private final Set<TopicPartition> paused = new HashSet<>();
    private boolean full;

    Assignment(Consumer<byte[], byte[]> consumer, RouteGroup group, TooLargeRecord tooLarge, Logger log) {
        this.consumer = consumer;
        this.group = group;
        this.tooLarge = tooLarge;
        this.log = log;
        this.beginnings = new Beginnings(consumer, group, log, TIMEOUT);
    }

    void assigned(Collection<TopicPartition> added) {
        unopened.addAll(added);
    }

    /** The progress of these partitions, which are another member's from now on. */
    List<PartitionProgress> remove(Collection<TopicPartition> removed) {
        List<PartitionProgress> progress = new ArrayList<>();
        for (TopicPartition partition : removed) {
            PartitionProgress own = partitions.remove(partition);
            if (own != null) {
                progress.add(own);
            }
        }
        unopened.removeAll(removed);
        readingBack.removeAll(removed);
        paused.removeAll(removed);
        return progress;
    }

    Collection<PartitionProgress> partitions() {
        return partitions.values();
    }

    /**
     * Finds out from where to read; where the broker does not answer in time, that throws, and can be called again. A
     * partition without a leader keeps no other one closed.
     */
    void open() {
        if (unopened.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(unopened), TIMEOUT);
        group.prepareMemory();
        List<TopicPartition> anew = new ArrayList<>();
        TimeoutException unanswered = null;
        for (TopicPartition partition : List.copyOf(unopened)) {
            try {
                open(partition, committed.get(partition));
                unopened.remove(partition);
                if (committed.get(partition) == null) {
                    anew.add(partition);
                }
            } catch (TimeoutException e) {
                unanswered = e;
            }
        }
        group.releaseMemory(this, partitions.keySet());
        beginnings.report(anew);
        if (unanswered != null) {
            throw unanswered;
        }
    }

    private void open(TopicPartition partition, OffsetAndMetadata committed) {
        PartitionProgress progress = new PartitionProgress(group.name(), partition, committed);
        group.knowEnd(partition, consumer, TIMEOUT);
        partitions.put(partition, progress);
        long begin = progress.begin();
        long from = group.claimMemory(this, partition, Math.max(0, begin));
        if (begin < 0) {
            beginnings.seek(progress);
        } else if (from < begin && isThere(partition, begin) && !isInTheWay(partition, from, begin)) {
            readingBack.add(partition);
            consumer.seek(partition, from);
        } else {
            consumer.seek(partition, begin);
        }
    }

    /**
     * An offset of the group that is beyond the partition's end belongs to other records, or to none: all that comes up to
     * it would be taken for done. Whoever reads from there is told so.
     */
    private boolean isThere(TopicPartition partition, long begin) {
        return begin <= consumer.endOffsets(List.of(partition), TIMEOUT).get(partition);
    }

    private boolean isInTheWay(TopicPartition partition, long from, long begin) {
        boolean isThere = tooLarge.isReadBack(partition, from, begin);
        if (isThere) {
            log.warn(
                    "{} : partition {} : a record that was skipped before does not fit into memory; which orders were processed there is not remembered",
                    partition.topic(),
                    partition.partition());
        }
        return isThere;
    }

    /** What is to be worked on of these records, in their order. */
    List<PolledRecord> take(ConsumerRecords<byte[], byte[]> polled) {
        List<PolledRecord> taken = new ArrayList<>(polled.count());
        polled.nextOffsets().forEach((partition, next) -> {
            PartitionProgress progress = partitions.get(partition);
            if (progress != null) {
                long end = group.end(partition);
                for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                    if (progress.wasDone(record.offset())) {
                        group.recall(record);
                    } else if (record.offset() < end) {
                        taken.add(progress.take(record));
                    }
                }
                progress.polledUpTo(Math.min(next.offset(), end));
                if (next.offset() >= progress.begin() && readingBack.remove(partition) && readingBack.isEmpty()) {
                    reportReadBack();
                }
            }
        });
        return taken;
    }

    private void reportReadBack() {
        int count = group.remembered();
        log.info(
                count == 1
                        ? "{} order that was processed before is remembered"
                        : "{} orders that were processed before are remembered",
                count);
    }

    /** How many records are held that are not known to be done. */
    int held() {
        return partitions.values().stream().mapToInt(PartitionProgress::held).sum();
    }

    /** Says how far each partition is done. */
    void reportProgress() {
        for (PartitionProgress progress : partitions.values()) {
            if (!readingBack.contains(progress.partition())) {
                group.reached(progress.partition(), progress.done(), log);
            }
        }
    }

    /**
     * Reads none of those that have as much as they may have, are at their end, are set apart, or are not open yet.
     *
     * @param none whether none at all is to be read
     */
    void pauseAndResume(boolean none) {
        Set<TopicPartition> wait = new HashSet<>(unopened);
        wait.addAll(tooLarge.apart(partitions.keySet()));
        if (none) {
            wait.addAll(partitions.keySet());
        }
        int maxRecords = group.maxRecords() / Math.max(1, partitions.size());
        long maxBytes = group.maxBytes() / Math.max(1, partitions.size());
        full = false;
        for (PartitionProgress progress : partitions.values()) {
            if (progress.isFull(maxRecords, maxBytes)) {
                full = true;
                wait.add(progress.partition());
            } else if (progress.next() >= group.end(progress.partition())) {
                wait.add(progress.partition());
            }
        }
        if (!wait.equals(paused)) {
            paused.removeAll(wait);
            consumer.resume(paused);
            paused.clear();
            paused.addAll(wait);
            consumer.pause(paused);
        }
    }

    /** Whether a partition is not read since it has as much as it may have. */
    boolean isFull() {
        return full;
    }

    /**
     * Goes on where records are gone: deleted before they were processed, or with the topic, which was made anew.
     *
     * @return the partitions whose records were other ones
     */
    List<TopicPartition> reset(OffsetOutOfRangeException lost) {
        List<TopicPartition> anew = beginnings.goOn(
                lost,
                partition -> partitions.containsKey(partition)
                        ? partitions.get(partition).begin()
                        : -1);
        for (TopicPartition partition : anew) {
            partitions.put(partition, new PartitionProgress(group.name(), partition, null));
            readingBack.remove(partition);
        }
        return anew;
    }
}
