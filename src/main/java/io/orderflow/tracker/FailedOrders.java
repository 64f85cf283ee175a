package io.orderflow.tracker;

import static io.orderflow.kafka.DeadLetterHeaders.text;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.RangeReader;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records that a group has put into the dead letters, as the dead letters themselves say. Thread-safe. */
final class FailedOrders {

    private static final Logger LOG = LoggerFactory.getLogger("track-orders");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String deadLetterTopic;
    private final String group;
    private final Map<TopicPartition, NavigableSet<Long>> offsets = new HashMap<>();
    /** The offsets in the dead-letter topic up to which it was read. */
    private final Map<TopicPartition, Long> read = new HashMap<>();

    /** Of the dead letters, those that nobody could read the last time. */
    private Set<TopicPartition> unread = Set.of();

    private Set<TopicPartition> reported = Set.of();

    FailedOrders(String group, String deadLetterTopic) {
        this.group = group;
        this.deadLetterTopic = deadLetterTopic;
    }

    synchronized boolean contains(TopicPartition partition, long offset) {
        return offsets.getOrDefault(partition, Collections.emptyNavigableSet()).contains(offset);
    }

    /** What is before this offset is not asked for any more. */
    synchronized void forgetBefore(TopicPartition partition, long offset) {
        if (offsets.containsKey(partition)) {
            offsets.get(partition).headSet(offset).clear();
        }
    }

    /** @return false where nobody could read a part of the dead letters the last time, which is reported once */
    synchronized boolean areAllKnown() {
        if (!unread.equals(reported)) {
            reported = unread;
            if (!unread.isEmpty()) {
                LOG.warn(
                        "Which orders failed before is not known, since {} can't be read: what was processed before is not"
                                + " remembered, and is processed again where it comes again",
                        unread.stream().map(TopicPartition::toString).sorted().collect(Collectors.joining(", ")));
            }
        }
        return unread.isEmpty();
    }

    /**
     * Reads the dead letters that came since the last time.
     *
     * @param readers makes a client without a group
     * @throws TimeoutException where the broker does not answer; the next call goes on from there
     */
    synchronized void readOn(Supplier<Consumer<byte[], byte[]>> readers) {
        try (RangeReader reader = new RangeReader(readers, TIMEOUT)) {
            RangeReader.Bounds bounds = reader.bounds(List.of(deadLetterTopic));
            unread = bounds.leaderless();
            bounds.starts().forEach(this::readUpTo);
            Map<TopicPartition, Long> before;
            do {
                before = Map.copyOf(read);
                if (reader.read(bounds.ends(), read::get, this::note, TIMEOUT)) {
                    bounds.ends().forEach(this::readUpTo);
                    return;
                }
            } while (!read.equals(before));
            throw new TimeoutException(deadLetterTopic + " can't be read");
        }
    }

    private void readUpTo(TopicPartition partition, long offset) {
        read.merge(partition, offset, Math::max);
    }

    private void note(ConsumerRecord<byte[], byte[]> letter) {
        readUpTo(new TopicPartition(letter.topic(), letter.partition()), letter.offset() + 1);
        Headers headers = letter.headers();
        if (!group.equals(text(headers, DeadLetterHeaders.GROUP))) {
            return;
        }
        try {
            TopicPartition partition = new TopicPartition(
                    text(headers, DeadLetterHeaders.TOPIC),
                    Integer.parseInt(text(headers, DeadLetterHeaders.PARTITION)));
            offsets.computeIfAbsent(partition, p -> new TreeSet<>())
                    .add(Long.parseLong(text(headers, DeadLetterHeaders.OFFSET)));
        } catch (NumberFormatException e) {
            LOG.debug("The dead letter {} at offset {} is not this program's", letter.partition(), letter.offset(), e);
        }
    }
}
