package io.orderflow.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.SourceHeader;
import io.orderflow.order.OrderRecord;
import io.orderflow.order.Quotation;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is known of one order.
 *
 * @param state       of the newest of its records, or of its letters where there is none
 * @param order       as it stands in the newest record of the orders topic; null where it is a dead letter alone
 * @param payload     the value of that record, or of the newest dead letter where it is one alone, as it stands there
 * @param key         the key of the same
 * @param headers     the headers of the same
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

    /**
     * One time that it was received.
     *
     * @param source the file and the place in it, or the client, as its record says; null where it says nothing: Kafka
     *     itself does not know who has sent a record
     * @param mended the dead letter in whose place it was sent, or null
     * @param replays how often it was replayed from the dead letters; null where it was not
     * @param time  its timestamp: when its producer sent it (CreateTime), or when Kafka wrote it (LogAppendTime), as the
     *     topic is set; when Kafka acknowledged it nobody keeps
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
            String timestampType,
            String state,
            List<TryLog.Try> tries) {}

    /** @param found something */
    static OrderAnswer of(
            String orderId, OrderSearch.Found found, TryLog tries, LetterDesk desk, ConsumerView.Waiting waiting) {
        List<Record> records = IntStream.range(0, found.orders().size())
                .mapToObj(i -> record(found.orders().get(i), found.states().get(i), tries))
                .toList();
        return new OrderAnswer(
                orderId,
                found.state(),
                records.isEmpty() ? null : json(found.newest().value()),
                RecordView.readable(found.newest().value()),
                RecordView.readable(found.newest().key()),
                RecordView.headers(found.newest()),
                waiting,
                records,
                found.letters().stream().map(letter -> Letter.of(letter, desk)).toList(),
                found.end().looked(),
                found.end().whole());
    }

    private static Record record(ConsumerRecord<byte[], byte[]> record, String state, TryLog tries) {
        return new Record(
                record.topic(),
                record.partition(),
                record.offset(),
                text(record, SourceHeader.NAME),
                text(record, DeadLetterHeaders.MENDED),
                replays(record),
                record.timestamp(),
                record.timestampType().name,
                state,
                tries.of(record.topic(), record.partition(), record.offset()));
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

    private static JsonNode json(byte[] value) {
        try {
            return WantedOrder.JSON.readTree(OrderRecord.json(value));
        } catch (IOException e) {
            throw new IllegalStateException("It was read before", e);
        }
    }
}
