package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the program from starting is said in a sentence. */
class StartFailureTest {

    private static final String PASSWORD = "#pass\"word\\ {1} x";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            orders.retry.delay=long                                     | orders.retry.delay=long: wanted is a whole number
            camel.component.kafka.maxPollRecords=0                      | camel.component.kafka.maxPollRecords=0: Kafka's clients don't take this value: Value must be
            camel.component.kafka.max-poll-records=0                    | camel.component.kafka.max-poll-records=0: Kafka's clients
            camel.component.kafka.valueDeserializer=a.B                 | camel.component.kafka.valueDeserializer=a.B: Kafka's clients don't take this value: there is no class of that name
            camel.component.kafka.additionalProperties[enable.metrics.push]=2 | camel.component.kafka.additionalProperties[enable.metrics.push]=2: Kafka's clients
            camel.component.kafka.partitionAssignor=a.B                 | camel.component.kafka.partitionAssignor=a.B: wanted is a class that assigns partitions
            camel.component.kafka.partitionassignor=a.B                 | camel.component.kafka.partitionassignor=a.B: wanted is a class that assigns partitions
            camel.component.kafka.partitionAssignor=,                   | The settings camel.component.kafka.* make no client of Kafka: Configuration camel.component.kafka.partitionAssignor
            camel.component.kafka.requestRequiredAcks=1                 | No order can be sent with camel.component.kafka.requestRequiredAcks=1
            camel.component.kafka.kafkaClientFactory=mine               | camel.component.kafka.kafkaClientFactory: wanted is a bean of the kind KafkaClientFactory, as #bean:name
            camel.component.kafka.shut%00down.x=3                       | camel.component.kafka.shut%00down.x: there is no such option
            camel.component.kafka.h"x"=2{{                              | camel.component.kafka.h"x": {{ and }} in a value stand around
            camel.component.kafka.clientId=                             | camel.component.kafka.clientId: wanted is a value
            camel.component.kafka.=x                                    | camel.component.kafka.: the name of an option is missing at its end
            camel.component.kafca.brokers=a:1                           | camel.component.kafca.brokers: there is no such component
            camel.component...x=a                                       | camel.component...x: there is no such component
            camel.main.auto-startap=true                                | camel.main.auto-startap: there is no such option
            camel.main.sum-1mary=true                                   | camel.main.sum-1mary: there is no such option
            camel.main.shutdownTimeout=soon                             | camel.main.shutdownTimeout: wanted is a number
            camel.component.kafka.saslPassword={{secret:OTHER}}         | The secret OTHER is missing
            camel.component.kafka.saslPasword={{secret:PASSWORD}}       | camel.component.kafka.saslPasword: there is no such option
            camel.component.kafka.autoCommitEnable={{secret:PASSWORD}}  | camel.component.kafka.autoCommitEnable: there is no bean {{secret:PASSWORD}}
            camel.component.kafka.valueSerializer=#class:a.B            | camel.component.kafka.valueSerializer: there is no class a.B
            camel.component.kafka.autoCommitEnable=maybe                | camel.component.kafka.autoCommitEnable: wanted is true or false
            camel.component.kafka.breakOnFirstError=true                | No topic can be read with camel.component.kafka.breakOnFirstError=true
            camel.component.kafka.batching=true                         | No topic can be read with camel.component.kafka.batching=true: a record is done by itself
            orderflow.log.format=json                                   | orderflow.log.format is read from the command line alone: start with -Dorderflow.log.format=…
            camel.component.kafka.enableIdempotence=false               | No order can be sent with camel.component.kafka.enableIdempotence=false
            """)
    void a_setting_that_cant_be_used_is_named_and_no_secret_told(String setting, String sentence) throws Exception {
        assertThat(HostileSettings.sentence(
                        folder.resolve("application.properties"), setting, Map.of("PASSWORD", PASSWORD)))
                .startsWith(sentence)
                .doesNotContain("{1}")
                .doesNotContain("org.apache");
    }

    @Test
    void blanks_at_the_end_of_a_value_keep_nothing_from_starting() throws Exception {
        String settings =
                """
                orders.inbox.enabled=true\t
                orders.topic=mine\t
                orders.tracker.consumers=3\t
                orders.tracker.group=ours \t
                camel.component.kafka.enableIdempotence=true\t
                camel.main.shutdownTimeout=4\t
                """;
        assertThat(HostileSettings.sentence(folder.resolve("application.properties"), settings))
                .isNull();
    }

    @Test
    void a_key_of_camel_that_is_long_is_named_in_short_from_its_beginning() throws Exception {
        String key = "camel.main." + "strin.".repeat(30_000);
        assertThat(HostileSettings.sentence(folder.resolve("application.properties"), key + "x=1"))
                .isEqualTo(key.substring(0, 200) + "…: there is no such option");
    }
}
