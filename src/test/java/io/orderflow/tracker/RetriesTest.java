package io.orderflow.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When a failed record is due again. */
class RetriesTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Retries retries = new Retries(3, Duration.ofMinutes(1), Duration.ofMinutes(3));

    @Test
    void the_pause_doubles_up_to_the_longest() {
        assertThat(pauseAfterFailure()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
        assertThat(pauseAfterFailure()).isBetween(Duration.ofSeconds(119), Duration.ofSeconds(120));
        assertThat(pauseAfterFailure()).isBetween(Duration.ofSeconds(179), Duration.ofSeconds(180));
        for (int i = 0; i < 100; i++) {
            assertThat(pauseAfterFailure()).isBetween(Duration.ofSeconds(179), Duration.ofSeconds(180));
        }
    }

    @Test
    void a_failed_record_waits_until_it_is_passed() {
        pauseAfterFailure();
        retries.passed(PARTITION, 7);
        assertThat(retries.waiting()).containsExactly(PARTITION);

        retries.passed(PARTITION, 8);
        assertThat(retries.waiting()).isEmpty();
        assertThat(retries.untilDue(LONGEST)).isEqualTo(LONGEST);
    }

    @Test
    void another_record_of_the_partition_begins_with_the_first_pause() {
        pauseAfterFailure();
        pauseAfterFailure();
        retries.failed(
                new ConsumerRecord<>("orders", 1, 8, null, null), new Exception(), LoggerFactory.getLogger("test"));

        assertThat(retries.untilDue(LONGEST)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
    }

    private Duration pauseAfterFailure() {
        retries.failed(
                new ConsumerRecord<>("orders", 1, 7, null, null),
                new IllegalStateException("out of service"),
                LoggerFactory.getLogger("test"));
        return retries.untilDue(LONGEST);
    }
}
