package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole path on the broker that the program starts itself, and other copies of the program beside it. */
class EmbeddedPipelineIT extends Pipeline {

    private final String brokers = "localhost:" + freePort();

    @Override
    List<String> brokerSettings() {
        return List.of();
    }

    @Override
    String brokers() {
        return brokers;
    }

    @Override
    OwnTopics ownBroker() {
        return OwnTopics.on("localhost:" + freePort());
    }

    @Test
    void a_second_copy_uses_the_first_ones_broker_and_leaves_its_topics_with_a_warning() throws Exception {
        try (OrderflowProcess second = start(
                folder,
                topics,
                "orders.topic.partitions=5",
                "orders.tracker.enabled=false",
                "orders.inbox.enabled=false")) {
            second.awaitLines(1, "Routes startup");

            assertThat(second.linesWith("Kafka is running at " + brokers)).isEmpty();
            assertThat(second.linesWith("Using the Kafka that is running at " + brokers))
                    .hasSize(1);
            assertThat(second.linesWith(
                            "Topic %s has 3 partitions, not the 5 of orders.topic.partitions".formatted(topics.name())))
                    .hasSize(1);
            assertThat(topics.orders().partitions()).isEqualTo(3);
        }
    }

    @Test
    void a_second_copy_in_the_same_folder_that_wants_another_address_is_refused() throws Exception {
        OwnTopics elsewhere = OwnTopics.on("localhost:" + freePort());
        try (OrderflowProcess other = start(home, elsewhere)) {
            assertThat(other.awaitEnd()).isEqualTo(1);
            assertThat(other.linesWith("Can't start: "))
                    .singleElement()
                    .asString()
                    .contains("The folder data/broker belongs to another process, whose broker is at " + brokers + ";");
        }
    }

    @Test
    void of_two_copies_started_at_once_one_runs_the_broker_and_both_use_it() throws Exception {
        OwnTopics own = ownBroker();
        try (OrderflowProcess one = start(folder, own, "orders.generator.enabled=true");
                OrderflowProcess other = start(folder, own, "orders.generator.enabled=true")) {
            one.awaitLines(2, "✅ Delivered to");
            other.awaitLines(2, "✅ Delivered to");

            assertThat(List.of(one, other))
                    .filteredOn(copy -> !copy.linesWith("Kafka is running at " + own.brokers())
                            .isEmpty())
                    .hasSize(1);
        }
    }

    private static int freePort() {
        try {
            return OrderflowProcess.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
