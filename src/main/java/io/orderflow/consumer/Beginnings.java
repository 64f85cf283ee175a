package io.orderflow.consumer;

import io.orderflow.kafka.Leaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;

/** From where partitions are read that have no offset of the group, or one whose record is gone; what that means is reported. */
final class Beginnings {

    private final Consumer<byte[], byte[]> consumer;
    private final RouteGroup group;
    private final Logger log;
    private final Duration timeout;

    /** @param timeout how long the broker may take for an answer */
    Beginnings(Consumer<byte[], byte[]> consumer, RouteGroup group, Logger log, Duration timeout) {
        this.consumer = consumer;
        this.group = group;
        this.log = log;
        this.timeout = timeout;
    }

    /** A group that has no offset is a new one, or one whose offsets were deleted: which, nobody knows. */
    void report(List<TopicPartition> anew) {
        if (anew.isEmpty() || group.fromLatest()) {
            return;
        }
        long records = 0;
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(anew, timeout);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(anew, timeout);
            records = anew.stream()
                    .mapToLong(partition -> ends.get(partition) - beginnings.get(partition))
                    .sum();
        } catch (TimeoutException e) {
            log.debug("How many records there are is not known", e);
        }
        if (records > 0) {
            log.info(
                    "The group {} has no committed offset in {} of {}, and begins at the first record: {} to read",
                    group.name(),
                    anew.size() == 1 ? "partition " + anew.get(0).partition() : anew.size() + " partitions",
                    anew.get(0).topic(),
                    records == 1 ? "1 record" : "%,d records".formatted(records));
        }
    }

    /** Reads it from where a group begins that has committed nothing. */
    void seek(PartitionProgress progress) {
        TopicPartition partition = progress.partition();
        if (group.fromLatest()) {
            consumer.seekToEnd(List.of(partition));
            if (hasNoLeader(partition)) {
                // nobody would answer, and each poll waited for each of them
                throw new TimeoutException(partition + " has no leader");
            }
            // committed, so that what comes from now on is not skipped by whoever gets the partition next
            progress.polledUpTo(consumer.position(partition, timeout));
        } else {
            consumer.seekToBeginning(List.of(partition));
        }
    }

    /** As far as the client knows, which asks nobody for it. */
    private boolean hasNoLeader(TopicPartition partition) {
        return consumer.partitionsFor(partition.topic(), timeout).stream()
                .anyMatch(known -> known.partition() == partition.partition() && Leaders.isMissing(known.leader()));
    }

    /**
     * Reads on where records are gone: deleted before they were processed, or with the topic, which was made anew.
     *
     * @param begin the offset from which the group goes on in a partition; -1 where that is not known
     * @return the partitions whose records were other ones, which begin at their first record
     */
    List<TopicPartition> goOn(OffsetOutOfRangeException lost, ToLongFunction<TopicPartition> begin) {
        List<TopicPartition> anew = new ArrayList<>();
        Map<TopicPartition, Long> positions = lost.offsetOutOfRangePartitions();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet(), timeout);
        positions.forEach((partition, position) -> {
            long beginning = beginnings.get(partition);
            OffsetAndMetadata cut = lost instanceof LogTruncationException truncation
                    ? truncation.divergentOffsets().get(partition)
                    : null;
            if (cut != null) {
                log.warn(
                        "{} : partition {} : its records from offset {} on were lost by a broker; reading goes on from there",
                        partition.topic(),
                        partition.partition(),
                        cut.offset());
                consumer.seek(partition, cut.offset());
                return;
            }
            if (position < beginning) {
                reportDeleted(partition, Math.max(position, begin.applyAsLong(partition)), beginning);
            } else {
                log.warn(
                        "{} : partition {} : offset {}, to which this group has read, does not exist any more: the topic was"
                                + " created anew or truncated; it is read from its first offset {}",
                        partition.topic(),
                        partition.partition(),
                        position,
                        beginning);
                anew.add(partition);
            }
            consumer.seek(partition, beginning);
        });
        return anew;
    }

    private void reportDeleted(TopicPartition partition, long from, long beginning) {
        if (beginning > from) {
            log.warn(
                    "{} : partition {} : the records from offset {} to {} were deleted before they were processed",
                    partition.topic(),
                    partition.partition(),
                    from,
                    beginning - 1);
        }
    }
}
