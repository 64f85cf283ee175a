package io.orderflow.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComponentVariablesTest {

    @Test
    void a_variable_is_the_option_of_that_name_and_other_variables_are_none() {
        assertThat(ComponentVariables.options(Map.of(
                        "CAMEL_COMPONENT_KAFKA_BROKERS", "kafka-1:9092,kafka-2:9092",
                        "CAMEL_COMPONENT_KAFKA_SSL_TRUSTSTORE_PASSWORD", "a=b{c}",
                        "CAMEL_MAIN_PROFILE", "prod",
                        "ORDERS_TOPIC", "orders",
                        "PATH", "/bin")))
                .containsOnly(
                        Map.entry("camel.component.kafka.brokers", "kafka-1:9092,kafka-2:9092"),
                        Map.entry("camel.component.kafka.sslTruststorePassword", "a=b{c}"));
    }
}
