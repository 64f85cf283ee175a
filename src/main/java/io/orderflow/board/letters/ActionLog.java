package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderflow.kafka.RangeReader;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * know it. Who wants to do something writes a claim first; of several claims the first in the topic holds, for a minute, and
 * only its owner goes on and writes what was done. Thread-safe.
 */
final class ActionLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long CLAIM_MS = 60_000;
    private static final String CLAIM = " claim";
    private static final int DETAILS = 10_000;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private record Claim(String owner, long at) {}

    private final String topic;
    private final RangeReader reader;
    private final LetterIndex index;
    private final Map<LetterId, Claim> claims = new HashMap<>();
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

    /**
     * Reads what was written since the last time.
     *
     * @throws org.apache.kafka.common.KafkaException where the broker does not answer
     */
    synchronized void readOn() {
        try {
            Map<TopicPartition, Long> ends = reader.bounds(List.of(topic)).ends();
            ends.values().forEach(end -> next = Math.min(next, end));
            if (!reader.read(ends, partition -> next, this::take, LIMIT)) {
                throw new TimeoutException(topic + " can't be read");
            }
            ends.values().forEach(end -> next = Math.max(next, end));
        } catch (UnknownTopicOrPartitionException e) {
            LOG.trace("Nothing was done with a dead letter yet", e);
        }
    }

    /** True where the claim of this owner holds. */
    synchronized boolean isOwner(LetterId id, String owner) {
        Claim claim = claims.get(id);
        return claim != null && claim.owner().equals(owner);
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

    ProducerRecord<byte[], byte[]> claim(LetterId id, LetterAction action) {
        return record(id + CLAIM, action);
    }

    ProducerRecord<byte[], byte[]> done(LetterId id, LetterAction action) {
        return record(id.toString(), action);
    }

    private ProducerRecord<byte[], byte[]> record(String key, LetterAction action) {
        try {
            return new ProducerRecord<>(topic, key.getBytes(UTF_8), JSON.writeValueAsBytes(action));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        try {
            String key = new String(record.key(), UTF_8);
            boolean isClaim = key.endsWith(CLAIM);
            LetterId id = LetterId.parse(isClaim ? key.substring(0, key.length() - CLAIM.length()) : key);
            LetterAction action = JSON.readValue(record.value(), LetterAction.class);
            if (!isClaim) {
                claims.remove(id);
                details.put(id, action);
                index.become(id, action);
            } else if (mayBeClaimed(id, action, record.timestamp())) {
                claims.put(id, new Claim(action.owner(), record.timestamp()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} at offset {} is no action", topic, record.offset(), e);
        }
    }

    /** What is set aside can be opened again; else only what is open can become something. */
    private boolean mayBeClaimed(LetterId id, LetterAction action, long now) {
        LetterAction last = details.get(id);
        LetterState state = last == null ? index.state(id) : last.state();
        LetterState wanted = action.state() == LetterState.OPEN ? LetterState.SET_ASIDE : LetterState.OPEN;
        Claim other = claims.get(id);
        return (state == null ? LetterState.OPEN : state) == wanted && (other == null || now - other.at() > CLAIM_MS);
    }

    @Override
    public synchronized void close() {
        reader.close();
    }
}
