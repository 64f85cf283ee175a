package io.orderflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log's configuration leaves out, and what it does not. */
class ShippedLogTest {

    @ParameterizedTest
    @CsvSource({
        "'[Broker id=1] Expected partition orders-3 with topic id x to exist, but it was missing. Creating...', true",
        "'[Broker id=1] Unable to start making replicas for the partition orders-3', false"
    })
    void what_the_broker_says_of_a_new_partition_is_left_out_and_what_fails_is_not(String line, boolean left) {
        Configuration shipped = ConfigurationFactory.getInstance()
                .getConfiguration(
                        new LoggerContext("shipped"),
                        "shipped",
                        Path.of("src/main/resources/log4j2.xml").toUri());
        shipped.initialize();
        LoggerConfig logger = shipped.getLoggerConfig("state.change.logger");

        assertThat(logger.getName()).isEqualTo("state.change.logger");
        assertThat(logger.isFiltered(Log4jLogEvent.newBuilder()
                        .setLoggerName("state.change.logger")
                        .setLevel(Level.ERROR)
                        .setMessage(new SimpleMessage(line))
                        .build()))
                .isEqualTo(left);
    }
}
