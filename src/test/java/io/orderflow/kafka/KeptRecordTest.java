package io.orderflow.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KeptRecordTest {

    private static ConsumerRecord<byte[], byte[]> record(int keySize, int valueSize, Headers headers) {
        return new ConsumerRecord<>(
                "orders",
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                keySize,
                valueSize,
                null,
                null,
                headers,
                Optional.empty());
    }

    private static ByteBuffer part(byte[] fetch, int from, int length) {
        return ByteBuffer.wrap(fetch, from, length).slice();
    }

    @Test
    void its_key_value_and_headers_are_counted() {
        Headers headers =
                new RecordHeaders().add("source", "x.json".getBytes(UTF_8)).add("none", null);

        assertThat(KeptRecord.bytes(record(5, 100, headers))).isEqualTo(5 + 100 + 6 + 6 + 4);
        assertThat(KeptRecord.bytes(record(-1, -1, new RecordHeaders()))).isZero();
    }

    @Test
    void it_keeps_nothing_of_the_fetch_that_it_came_with() {
        byte[] fetch = "source x.json".getBytes(UTF_8);
        Headers headers = new RecordHeaders().add(new RecordHeader(part(fetch, 0, 6), part(fetch, 7, 6)));
        ConsumerRecord<byte[], byte[]> record = record(5, 100, headers);
        WeakReference<byte[]> kept = new WeakReference<>(fetch);
        fetch = null;

        assertThat(KeptRecord.bytes(record)).isEqualTo(5 + 100 + 6 + 6);
        await().until(() -> {
            System.gc();
            return kept.get() == null;
        });
        assertThat(record.headers().lastHeader("source").value()).asString().isEqualTo("x.json");
    }
}
