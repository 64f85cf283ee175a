package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
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
    private final KafkaWatch watch = new KafkaWatch(() -> null, "localhost:1", () -> topics);

    @Test
    void where_all_is_well_nothing_is_said() throws Exception {
        assertThat(watch.look(answering(topic("orders", 0, 1, 2), topic("letters", 0))))
                .isNull();
    }

    @Test
    void a_partition_without_a_leader_is_named_with_what_that_means() throws Exception {
        assertThat(watch.look(answering(topic("orders", 0, null, 2, null), topic("letters", 0))))
                .isEqualTo("orders : partition 1, 3 has no leader: none of the brokers that have its records is there,"
                        + " and it waits");
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
        for (KafkaFuture<TopicDescription> nothing :
                List.of(failed(new TimeoutException("no answer")), new KafkaFutureImpl<TopicDescription>())) {
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

    private static KafkaFuture<TopicDescription> failed(Throwable failure) {
        KafkaFutureImpl<TopicDescription> future = new KafkaFutureImpl<>();
        future.completeExceptionally(failure);
        return future;
    }

    private static Admin answering(KafkaFuture<TopicDescription> orders, KafkaFuture<TopicDescription> letters) {
        return answering(Map.of("orders", orders, "letters", letters));
    }

    /** Of those that it is asked for. */
    private static Admin answering(Map<String, KafkaFuture<TopicDescription>> known) {
        return (Admin) Proxy.newProxyInstance(
                KafkaWatchTest.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    TreeMap<String, KafkaFuture<TopicDescription>> asked = new TreeMap<>(known);
                    asked.keySet().retainAll((Collection<?>) arguments[0]);
                    return new DescribeTopicsResult(null, asked) {};
                });
    }
}
