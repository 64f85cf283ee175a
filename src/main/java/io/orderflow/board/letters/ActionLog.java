package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderflow.kafka.RangeReader;
import io.orderflow.order.ForeignJson;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was done with dead letters, in a compacted topic of one partition, so that every copy of the program and a restart
 * know it. Thread-safe.
 */
final class ActionLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int DETAILS = 10_000;
    private static final ObjectMapper JSON =
            JsonMapper.builder(ForeignJson.factory().build()).build();

    private final String topic;
    private final RangeReader reader;
    private final LetterIndex index;
    private final Map<LetterId, LetterAction> details = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LetterId, LetterAction> eldest) {
            return size() > DETAILS;
        }
    };
    private long next;

    /** @param index keeps what the letters become */
    ActionLog(Supplier<Consumer<byte[], byte[]>> consumers, String topic, LetterIndex index) {
        this.topic = topic;
        this.reader = new RangeReader(consumers, PATIENCE);
        this.index = index;
    }

    /** The topic, and the id of the transactions that write to it. */
    String topic() {
        return topic;
    }

    /**
     * Reads what was written since the last time.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    synchronized void readOn() {
        try {
            RangeReader.Bounds bounds = reader.bounds(List.of(topic));
            bounds.require(new TopicPartition(topic, 0));
            Map<TopicPartition, Long> ends = bounds.ends();
            ends.values().forEach(end -> next = Math.min(next, end));
            if (!reader.read(ends, partition -> next, this::take, LIMIT)) {
                throw new TimeoutException(topic + " can't be read");
            }
            ends.values().forEach(end -> next = Math.max(next, end));
        } catch (UnknownTopicOrPartitionException e) {
            LOG.trace("Nothing was done with a dead letter yet", e);
        }
    }

    /**
     * Reads until the record at that offset is read. What was committed can be read a moment later.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    void awaitReadTo(long offset) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (readOn(); next() <= offset; readOn()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(topic + " can't be read");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private synchronized long next() {
        return next;
    }

    /** True where the action may be taken: what is set aside can be opened again; else only what is open can become something. */
    boolean allows(LetterId id, LetterState what) {
        return index.state(id) == (what == LetterState.OPEN ? LetterState.SET_ASIDE : LetterState.OPEN);
    }

    /** True where it was done by this owner. */
    synchronized boolean isDone(LetterId id, String owner) {
        LetterAction last = details.get(id);
        return last != null && last.owner().equals(owner);
    }

    /** What was done with the letter last, or null where that is not known any more. */
    synchronized LetterAction last(LetterId id) {
        return details.get(id);
    }

    ProducerRecord<byte[], byte[]> record(LetterId id, LetterAction action) {
        try {
            return new ProducerRecord<>(topic, id.toString().getBytes(UTF_8), JSON.writeValueAsBytes(action));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        try {
            LetterId id = LetterId.parse(new String(record.key(), UTF_8));
            LetterAction action = JSON.readValue(record.value(), LetterAction.class);
            details.put(id, action);
            index.become(id, action);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} at offset {} is no action", topic, record.offset(), e);
        }
    }

    @Override
    public synchronized void close() {
        reader.close();
    }
}
