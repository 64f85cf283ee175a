package io.orderflow.board;

import io.orderflow.kafka.RangeReader;
import io.orderflow.observe.Answer;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where an order stands in the inbox's files, of one record that does not say it itself. */
final class OrderPlace {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Sources sources;

    OrderPlace(Sources sources) {
        this.sources = sources;
    }

    /** @throws org.apache.kafka.common.KafkaException where Kafka does not answer */
    Answer answer(Question question) {
        String orderId = question.path("order_id");
        String partition = question.query("partition");
        String offset = question.query("offset");
        if (partition.isEmpty() || offset.isEmpty()) {
            throw new RefusedException(400, "partition and offset say which record is meant");
        }
        ConsumerRecord<byte[], byte[]> record = read(
                new TopicPartition(
                        sources.settings().topic(), Numbers.whole(partition, 0, 0, Integer.MAX_VALUE, "partition")),
                Numbers.offset(offset));
        if (record == null || !orderId.equals(WantedOrder.idOf(record.value()))) {
            return Answer.problem(404, "There is no record of that order at that offset");
        }
        return BoardJson.answer(sources.files().find(record.value(), record.timestamp()));
    }

    /** Null where there is none. */
    private ConsumerRecord<byte[], byte[]> read(TopicPartition partition, long offset) {
        AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
        try (RangeReader reader = new RangeReader(sources.kafka()::reader, PATIENCE)) {
            RangeReader.Bounds bounds = reader.bounds(List.of(partition.topic()));
            bounds.require(partition);
            if (bounds.starts().getOrDefault(partition, Long.MAX_VALUE) <= offset
                    && offset < bounds.ends().get(partition)) {
                reader.read(Map.of(partition, offset + 1), any -> offset, record -> found.set(record), PATIENCE);
            }
        }
        return found.get();
    }
}
