package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.settings.InvalidSettingException;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAccessTest {

    @ParameterizedTest
    @ValueSource(strings = {"org.example.Nobody", "org.apache/kafka.Assignor", "java.lang.String"})
    void an_assignor_that_is_none_is_refused_with_a_sentence(String name) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            KafkaConfiguration settings =
                    context.getComponent("kafka", KafkaComponent.class).getConfiguration();
            settings.setAutoCommitEnable(false);
            settings.setPartitionAssignor(name);

            assertThatThrownBy(() -> new KafkaAccess(context, "localhost:1").check())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageEndingWith("partitionAssignor=" + name + ": wanted is a class that assigns partitions");
        }
    }

    @Test
    void a_producer_that_may_lose_orders_is_refused_with_a_sentence() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            KafkaConfiguration settings =
                    context.getComponent("kafka", KafkaComponent.class).getConfiguration();
            settings.setAutoCommitEnable(false);
            settings.setEnableIdempotence(false);
            settings.setRequestRequiredAcks("0");

            assertThatThrownBy(() -> new KafkaAccess(context, "localhost:1").check())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(
                            "No order can be sent with camel.component.kafka.enableIdempotence=false: ");
        }
    }
}
