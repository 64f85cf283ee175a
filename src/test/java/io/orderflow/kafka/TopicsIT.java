package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.LocalBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic is created as soon as it can be, and where it never can, that is said. */
class TopicsIT {

    private final String topic = "topics-" + UUID.randomUUID();
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
        AtomicInteger refusals = new AtomicInteger(2);
        Admin fenced = (Admin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createTopics") && refusals.getAndDecrement() > 0) {
                        throw new InvalidReplicationFactorException("All brokers are currently fenced.");
                    }
                    try {
                        return method.invoke(admin, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });

        assertThat(new Topics(fenced, "here").createMissing(new NewTopic(topic, 2, (short) 1), () -> true))
                .isTrue();
        assertThat(admin.listTopics().names().get()).contains(topic);
    }

    @Test
    void more_replicas_than_there_are_brokers_are_refused() {
        Topics topics = new Topics(admin, "here");
        assertThatThrownBy(() -> topics.createMissing(new NewTopic(topic, 2, (short) 3), () -> true))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("replication factor 3");
    }
}
