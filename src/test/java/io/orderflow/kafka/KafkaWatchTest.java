package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** What is said of the topics, by what Kafka answers. */
class KafkaWatchTest {

    private static final String AWAY = "Kafka does not answer at localhost:1; it is waited for";

    private List<String> topics = List.of("orders", "letters");
    private List<String> groups = List.of();
    private String dead;
    private final Set<TopicPartition> silent = new HashSet<>();
    private final KafkaWatch watch = new KafkaWatch(() -> null, "localhost:1", () -> topics, () -> groups);

    @Test
    void where_all_is_well_nothing_is_said() throws Exception {
        assertThat(watch.look(answering(topic("orders", 0, 1, 2), topic("letters", 0))))
                .isNull();
    }

    @Test
    void a_partition_without_a_leader_is_named_with_what_that_means() throws Exception {
        assertThat(watch.look(answering(topic("orders", 0, null, 2, null), topic("letters", 0))))
                .isEqualTo(
                        "orders : partition 1, 3 has no leader that answers, and waits for a broker that has its records");
    }

    @Test
    void a_partition_whose_leader_does_not_answer_is_named_in_the_same_words() throws Exception {
        silent.add(new TopicPartition("orders", 2));
        assertThat(watch.look(answering(topic("orders", 0, null, 2, 0), topic("letters", 0))))
                .isEqualTo(
                        "orders : partition 1, 2 has no leader that answers, and waits for a broker that has its records");
    }

    @Test
    void a_group_whose_coordinator_does_not_answer_is_named_and_one_that_may_not_be_seen_is_not() throws Exception {
        groups = List.of("audit", "hidden", "order-tracker", "slow");
        Admin admin = answering(topic("orders", 0), topic("letters", 0));
        assertThat(watch.look(admin)).isNull();
        assertThat(watch.look(admin)).isEqualTo("%s; %s", uncoordinated("audit"), uncoordinated("slow"));

        groups = List.of("order-tracker");
        assertThat(watch.look(admin)).isNull();
        dead = "order-tracker";
        assertThat(watch.look(admin)).isEqualTo(uncoordinated("order-tracker"));
    }

    private static String uncoordinated(String group) {
        return "The group " + group + " has no coordinator that answers; what is done is committed when there is one,"
                + " and comes again after a stop before that";
    }

    @Test
    void what_was_never_asked_is_not_known_and_no_outage_is_told() {
        assertThat(watch.isNew()).isTrue();
        assertThat(watch.trouble()).startsWith("Not known yet: ").doesNotContain("not answer");
    }

    @Test
    void a_topic_that_is_gone_is_named_beside_what_else_is_wrong() throws Exception {
        watch.look(answering(topic("orders", 0), topic("letters", 0)));
        assertThat(watch.look(answering(topic("orders", 0, null), failed(new UnknownTopicOrPartitionException()))))
                .startsWith(
                        "The topic letters is gone; it goes on when there is one again; orders : partition 1 has no");
    }

    @Test
    void the_topic_of_a_route_that_was_saved_is_looked_after_until_the_route_is_gone() throws Exception {
        Map<String, KafkaFuture<TopicDescription>> known = Map.of(
                "orders", topic("orders", 0),
                "teas", failed(new UnknownTopicOrPartitionException()),
                "no topic's", failed(new InvalidTopicException("no")));
        topics = List.of("orders");
        assertThat(watch.look(answering(known))).isNull();
        topics = List.of("orders", "teas", "no topic's");
        assertThat(watch.look(answering(known))).isEqualTo("There is no topic teas; it is read when there is one");
        topics = List.of("orders");
        assertThat(watch.look(answering(known))).isNull();
    }

    @Test
    void who_may_not_see_a_topic_takes_it_to_be_there() throws Exception {
        assertThat(watch.look(answering(failed(new TopicAuthorizationException("no")), topic("letters", 0))))
                .isNull();
    }

    @Test
    void where_nobody_answers_that_alone_is_said() throws Exception {
        for (KafkaFuture<TopicDescription> nothing : List.of(
                KafkaWatchTest.<TopicDescription>failed(new TimeoutException("no answer")),
                new KafkaFutureImpl<TopicDescription>())) {
            assertThat(watch.look(answering(topic("orders", 0, null), nothing))).isEqualTo(AWAY);
        }
    }

    /** @param leaders of its partitions; null where there is none */
    private static KafkaFuture<TopicDescription> topic(String name, Integer... leaders) {
        List<TopicPartitionInfo> partitions = IntStream.range(0, leaders.length)
                .mapToObj(i -> new TopicPartitionInfo(
                        i, leaders[i] == null ? null : new Node(leaders[i], "localhost", 1), List.of(), List.of()))
                .toList();
        return KafkaFuture.completedFuture(new TopicDescription(name, false, partitions));
    }

    private static <T> KafkaFuture<T> failed(Throwable failure) {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        future.completeExceptionally(failure);
        return future;
    }

    private Admin answering(KafkaFuture<TopicDescription> orders, KafkaFuture<TopicDescription> letters) {
        return answering(Map.of("orders", orders, "letters", letters));
    }

    /** Of those that it is asked for; the leaders of those that are silent don't answer. */
    private Admin answering(Map<String, KafkaFuture<TopicDescription>> known) {
        return (Admin) Proxy.newProxyInstance(
                KafkaWatchTest.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("listOffsets")) {
                        return new ListOffsetsResult(((Map<?, ?>) arguments[0])
                                .keySet().stream()
                                        .map(TopicPartition.class::cast)
                                        .collect(Collectors.toMap(partition -> partition, this::end)));
                    }
                    if (method.getName().equals("describeConsumerGroups")) {
                        return new DescribeConsumerGroupsResult(
                                groups.stream().collect(Collectors.toMap(group -> group, this::members)));
                    }
                    TreeMap<String, KafkaFuture<TopicDescription>> asked = new TreeMap<>(known);
                    asked.keySet().retainAll((Collection<?>) arguments[0]);
                    return new DescribeTopicsResult(null, asked) {};
                });
    }

    private KafkaFuture<ConsumerGroupDescription> members(String group) {
        if (group.equals(dead)) {
            return failed(new TimeoutException("no answer"));
        }
        return switch (group) {
            case "audit" -> failed(new TimeoutException("no answer"));
            case "hidden" -> failed(new GroupAuthorizationException(group));
            case "slow" -> new KafkaFutureImpl<>();
            default -> KafkaFuture.completedFuture(null);
        };
    }

    private KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo> end(TopicPartition partition) {
        return silent.contains(partition)
                ? failed(new TimeoutException("no answer"))
                : KafkaFuture.completedFuture(new ListOffsetsResult.ListOffsetsResultInfo(0, 0, Optional.empty()));
    }
}
