package io.orderflow.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TracingTest {

    private final List<byte[]> records = IntStream.range(0, 20_000)
            .mapToObj(
                    i -> "{\"order_id\": \"%d\", \"user\": \"lucy\", \"item\": \"tea\", \"quantity\": 1}".formatted(i))
            .map(json -> json.getBytes(UTF_8))
            .toList();

    @Test
    void who_sends_a_record_and_who_reads_it_choose_the_same_ones() {
        assertThat(chosen(0.05)).isEqualTo(chosen(0.05)).hasSizeBetween(900, 1_100);
        assertThat(chosen(0.2)).containsAll(chosen(0.05));
    }

    @Test
    void none_is_chosen_at_0_and_each_at_1_whatever_it_is() {
        assertThat(chosen(0)).isEmpty();
        assertThat(chosen(1)).hasSameSizeAs(records);
        assertThat(tracing(0).isChosen(null)).isFalse();
        assertThat(tracing(1).isChosen("text")).isTrue();
    }

    private List<byte[]> chosen(double ratio) {
        Tracing tracing = tracing(ratio);
        return records.stream().filter(tracing::isChosen).toList();
    }

    private static Tracing tracing(double ratio) {
        return new Tracing(SpanExporter.composite(), ratio);
    }
}
