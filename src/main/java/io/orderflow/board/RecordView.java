package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record with all that it has.
 *
 * @param payload       its value as text; null where there is none, or it is not UTF-8
 * @param payloadBase64 its value where that is not UTF-8, else null
 */
record RecordView(@JsonUnwrapped Letter letter, String key, String payload, String payloadBase64, List<Pair> headers) {

    /** @param value as text, or its bytes in base 64; null where it has none */
    record Pair(String name, String value) {}

    static RecordView of(ConsumerRecord<byte[], byte[]> record, Letter letter) {
        String payload = text(record.value());
        return new RecordView(
                letter,
                readable(record.key()),
                payload,
                record.value() == null || payload != null
                        ? null
                        : Base64.getEncoder().encodeToString(record.value()),
                headers(record));
    }

    static List<Pair> headers(ConsumerRecord<byte[], byte[]> record) {
        List<Pair> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new Pair(header.key(), readable(header.value())));
        }
        return headers;
    }

    static String readable(byte[] bytes) {
        String text = text(bytes);
        return bytes == null || text != null
                ? text
                : "base64:" + Base64.getEncoder().encodeToString(bytes);
    }

    /** Null where it is no text. */
    static String text(byte[] bytes) {
        try {
            return bytes == null
                    ? null
                    : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
