package io.orderflow;

import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The whole path on the image that docker-compose.yaml runs; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class KafkaContainerIT extends Pipeline {

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:" + AppInfoParser.getVersion());

    @Override
    List<String> brokerSettings() {
        return List.of("orders.broker.embedded=false");
    }

    @Override
    String brokers() {
        return KAFKA.getBootstrapServers();
    }
}
