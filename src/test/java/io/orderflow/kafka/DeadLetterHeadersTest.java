package io.orderflow.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a letter's headers become when it is replayed, whoever has written them. */
class DeadLetterHeadersTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "often", "1.5", " 1", "99999999999", "\0", "\033[2J"})
    void a_count_that_is_none_is_neither_trusted_nor_in_the_way(String count) {
        Headers letter = new RecordHeaders().add(header(DeadLetterHeaders.REPLAYS, count));

        assertThat(replays(letter)).isEqualTo("1");
        assertThat(DeadLetterHeaders.replay(letter).toArray()).hasSize(1);
    }

    @Test
    void a_count_is_one_more_and_the_last_one_is_what_counts() {
        Headers letter = new RecordHeaders()
                .add(header(DeadLetterHeaders.REPLAYS, "9"))
                .add(header(DeadLetterHeaders.REPLAYS, "2"));

        assertThat(replays(letter)).isEqualTo("3");
    }

    @Test
    void the_records_own_headers_stay_as_they_were_and_the_letters_go() {
        Header[] own = {header("trace", "1"), header("trace", null), header("dead-letter.other", "mine")};
        Headers letter = new RecordHeaders(own)
                .add(header(DeadLetterHeaders.REASON, "forged"))
                .add(header(DeadLetterHeaders.OFFSET, null))
                .add(header(DeadLetterHeaders.FILE, "lunch.ndjson"));

        assertThat(DeadLetterHeaders.replay(letter).toArray()).startsWith(own).hasSize(own.length + 1);
        assertThat(DeadLetterHeaders.text(letter, DeadLetterHeaders.OFFSET)).isNull();
        assertThat(DeadLetterHeaders.text(letter, DeadLetterHeaders.TOPIC)).isNull();
    }

    private static String replays(Headers letter) {
        return DeadLetterHeaders.text(DeadLetterHeaders.replay(letter), DeadLetterHeaders.REPLAYS);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value == null ? null : value.getBytes(UTF_8));
    }
}
