package io.orderflow.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.SourceHeader;
import io.orderflow.order.OrderRecord;
import io.orderflow.order.Quotation;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is known of one order.
 *
 * @param state       of the newest of its records
 * @param order       as it stands in the newest record of the orders topic; null where it is a dead letter alone
 * @param payload     that record's value as it stands there
 * @param key         that record's key
 * @param headers     that record's headers
 * @param waiting     the next try, where it waits for one
 * @param records     newest first
 * @param deadLetters newest first
 * @param looked      how many records were looked at for it, from the newest back
 * @param whole       whether these were all there are; else there may be older ones
 */
record OrderAnswer(
        String orderId,
        String state,
        JsonNode order,
        String payload,
        String key,
        List<RecordView.Pair> headers,
        ConsumerView.Waiting waiting,
        List<Record> records,
        List<Letter> deadLetters,
        long looked,
        boolean whole) {

    static final String RECEIVED = "received";
    static final String PROCESSED = "processed";
    static final String DEAD_LETTERED = "dead_lettered";

    /**
     * One time that it was received.
     *
     * @param source the file and the place in it, or the client, as its record says; null where it says nothing: Kafka
     *     itself does not know who has sent a record
     * @param mended the dead letter in whose place it was sent, or null
     * @param replays how often it was replayed from the dead letters; null where it was not
     * @param time  when Kafka acknowledged it, or when its producer sent it, as the topic is set
     * @param tries that failed and were followed by another one
     */
    record Record(
            String topic,
            int partition,
            long offset,
            String source,
            String mended,
            Integer replays,
            long time,
            String state,
            List<TryLog.Try> tries) {}

    /** @param found one record at least, the newest first */
    static OrderAnswer of(
            String orderId,
            List<ConsumerRecord<byte[], byte[]>> found,
            BackwardScan.End end,
            String ordersTopic,
            BacklogAnswer backlog,
            TryLog tries,
            ConsumerView.Waiting waiting) {
        List<Letter> letters = found.stream()
                .filter(record -> !record.topic().equals(ordersTopic))
                .map(Letter::of)
                .toList();
        List<ConsumerRecord<byte[], byte[]>> orders = found.stream()
                .filter(record -> record.topic().equals(ordersTopic))
                .toList();
        List<Record> records = orders.stream()
                .map(record -> new Record(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        text(record, SourceHeader.NAME),
                        text(record, DeadLetterHeaders.MENDED),
                        replays(record),
                        record.timestamp(),
                        state(record.topic(), record.partition(), record.offset(), letters, backlog),
                        tries.of(record.topic(), record.partition(), record.offset())))
                .toList();
        return new OrderAnswer(
                orderId,
                records.isEmpty() ? DEAD_LETTERED : records.get(0).state(),
                orders.isEmpty() ? null : json(orders.get(0).value()),
                orders.isEmpty() ? null : RecordView.readable(orders.get(0).value()),
                orders.isEmpty() ? null : RecordView.readable(orders.get(0).key()),
                orders.isEmpty() ? null : RecordView.headers(orders.get(0)),
                waiting,
                records,
                letters,
                end.looked(),
                end.whole());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        String text = DeadLetterHeaders.text(record.headers(), header);
        return text == null ? null : Quotation.printable(text);
    }

    /** A header is anyone's to write. */
    private static Integer replays(ConsumerRecord<byte[], byte[]> record) {
        String text = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REPLAYS);
        return text != null && text.matches("\\d{1,6}") ? Integer.valueOf(text) : null;
    }

    /** What became of a record of the orders topic. */
    static String state(String topic, int partition, long offset, List<Letter> letters, BacklogAnswer backlog) {
        if (letters.stream().anyMatch(letter -> letter.isOf(topic, partition, offset))) {
            return DEAD_LETTERED;
        }
        return backlog.isProcessed(partition, offset) ? PROCESSED : RECEIVED;
    }

    private static JsonNode json(byte[] value) {
        try {
            return WantedOrder.JSON.readTree(OrderRecord.json(value));
        } catch (IOException e) {
            throw new IllegalStateException("It was read before", e);
        }
    }
}
