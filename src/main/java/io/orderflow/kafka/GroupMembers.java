package io.orderflow.kafka;

import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;

/**
 * A consumer group as the broker knows it.
 *
 * @param state as Kafka names it: Stable, Empty, PreparingRebalance, …
 */
public record GroupMembers(String group, String state, List<Member> members) {

    /** One consumer: its client id, where it runs, and the partitions that it has. */
    public record Member(String client, String host, List<Place> partitions) {}

    public record Place(String topic, int partition) {}

    static GroupMembers of(ConsumerGroupDescription group) {
        return new GroupMembers(
                group.groupId(),
                group.groupState().toString(),
                group.members().stream().map(GroupMembers::member).toList());
    }

    private static Member member(MemberDescription member) {
        return new Member(
                member.clientId(),
                member.host().startsWith("/") ? member.host().substring(1) : member.host(),
                member.assignment().topicPartitions().stream()
                        .map(partition -> new Place(partition.topic(), partition.partition()))
                        .sorted(Comparator.comparing(Place::topic).thenComparing(Place::partition))
                        .toList());
    }
}
