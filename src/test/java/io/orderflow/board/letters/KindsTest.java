package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.kafka.DeadLetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KindsTest {

    private final Kinds kinds = new Kinds();

    private static ConsumerRecord<byte[], byte[]> letter(String reason) {
        ConsumerRecord<byte[], byte[]> letter = new ConsumerRecord<>("letters", 0, 0, null, null);
        letter.headers().add(DeadLetterHeaders.REASON, reason.getBytes(UTF_8));
        return letter;
    }

    @Test
    void of_reasons_that_differ_in_what_was_there_is_shown_what_they_share() {
        int first = kinds.number(letter("quantity is the text \"2\"; a number is wanted"));

        assertThat(kinds.number(letter("quantity is the text \"7\"; a number is wanted")))
                .isEqualTo(first);
        assertThat(kinds.number(letter("the bank is closed"))).isNotEqualTo(first);
        assertThat(kinds.reason(first)).isEqualTo("quantity is the text …; a number is wanted");
    }

    @Test
    void of_a_reason_of_a_megabyte_a_few_hundred_characters_are_kept() {
        int number = kinds.number(letter("\u001b".repeat(1_000_000)));

        assertThat(kinds.reason(number)).hasSizeLessThan(310).startsWith("\\u001b");
    }
}
