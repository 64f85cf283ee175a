package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.LocalBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic is created as soon as it can be, and where it never can, that is said. */
class TopicsIT {

    private final String topic = "topics-" + UUID.randomUUID();
    private final AtomicInteger refusals = new AtomicInteger(2);
    private Admin admin;

    @BeforeEach
    void connect() {
        admin = Admin.create(Map.of("bootstrap.servers", LocalBroker.shared()));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void brokers_that_have_just_begun_and_are_fenced_are_waited_for() throws Exception {
        Admin fenced = refusingTwice(
                "createTopics", () -> new InvalidReplicationFactorException("All brokers are currently fenced."));

        assertThat(new Topics(fenced, "here").createMissing(new NewTopic(topic, 2, (short) 1), () -> true))
                .isTrue();
        assertThat(admin.listTopics().names().get()).contains(topic);
        assertThat(refusals).hasValueLessThan(0);
    }

    @Test
    void a_topic_that_the_broker_does_not_know_yet_is_asked_for_again_until_its_partitions_answer() throws Exception {
        Admin slow = refusingTwice("listOffsets", UnknownTopicOrPartitionException::new);

        assertThat(new Topics(slow, "here").createMissing(new NewTopic(topic, 2, (short) 1), () -> true))
                .isTrue();
        assertThat(refusals).hasValueLessThan(0);
    }

    private Admin refusingTwice(String request, Supplier<RuntimeException> refusal) {
        return (Admin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(request) && refusals.getAndDecrement() > 0) {
                        throw refusal.get();
                    }
                    try {
                        return method.invoke(admin, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void more_replicas_than_there_are_brokers_are_refused() {
        Topics topics = new Topics(admin, "here");
        assertThatThrownBy(() -> topics.createMissing(new NewTopic(topic, 2, (short) 3), () -> true))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("replication factor 3");
    }
}
