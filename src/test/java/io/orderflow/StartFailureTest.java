package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
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
            camel.component.kafka.maxPollRecords=0                      | Invalid value 0 for configuration max.poll.records
            camel.component.kafka.saslPassword={{secret:OTHER}}         | The secret OTHER is missing
            camel.component.kafka.saslPasword={{secret:PASSWORD}}       | camel.component.kafka.saslPasword: there is no such option
            camel.component.kafka.autoCommitEnable={{secret:PASSWORD}}  | for: {{secret:PASSWORD}} of type: boolean
            camel.component.kafka.breakOnFirstError=true                | No topic can be read with camel.component.kafka.breakOnFirstError=true
            camel.component.kafka.batching=true                         | No topic can be read with camel.component.kafka.batching=true: a record is done by itself
            camel.component.kafka.enableIdempotence=false               | No order can be sent with camel.component.kafka.enableIdempotence=false
            """)
    void a_setting_that_cant_be_used_is_named_and_no_secret_told(String setting, String sentence) throws Exception {
        assertThat(HostileSettings.sentence(
                        folder.resolve("application.properties"), setting, Map.of("PASSWORD", PASSWORD)))
                .contains(sentence)
                .doesNotContain("{1}");
    }
}
