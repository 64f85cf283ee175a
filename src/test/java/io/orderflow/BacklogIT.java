package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.DoneOffsets;
import io.orderflow.kafka.GroupMembers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What is known of a group and its topic, asked of a broker. */
class BacklogIT {

    @Test
    void a_group_has_a_topic_to_itself_once_each_partition_is_a_members() throws Exception {
        OwnTopics topics = OwnTopics.onSharedBroker();
        topics.orders().create(Map.of());
        topics.orders().send("lucy", Orders.order("a", "lucy"));
        try (Backlog backlog = new Backlog(
                () -> Admin.create(Map.of("bootstrap.servers", topics.brokers())),
                topics.name(),
                topics.group(),
                (committed, metadata) -> DoneOffsets.NONE)) {
            assertThat(backlog.ask(Duration.ZERO).lag()).isEqualTo(1);
            assertThat(backlog.isWhollyAssigned()).isFalse();
            try (KafkaConsumer<byte[], byte[]> member = member(topics)) {
                await().until(() -> {
                    member.poll(Duration.ofMillis(100));
                    return backlog.isWhollyAssigned();
                });

                assertThat(backlog.members(List.of(topics.group())))
                        .singleElement()
                        .satisfies(group -> assertThat(group.members().get(0).partitions())
                                .extracting(GroupMembers.Place::partition)
                                .containsExactly(0, 1, 2));
            }
            assertThat(backlog.isWhollyAssigned()).isFalse();
        }
    }

    private static KafkaConsumer<byte[], byte[]> member(OwnTopics topics) {
        KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of("bootstrap.servers", topics.brokers(), "group.id", topics.group()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of(topics.name()));
        return member;
    }
}
