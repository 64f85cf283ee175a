package io.orderflow.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSettingsTest {

    private final Properties properties = new Properties();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            orderflow.log.format      | xml   | orderflow.log.format=xml: wanted is text or json
            orderflow.log.level.kafka | debug | orderflow.log.level.kafka=debug: wanted is OFF or ERROR or WARN or INFO or DEBUG or TRACE
            orderflow.log.fold-above  | abc   | orderflow.log.fold-above=abc: wanted is a whole number from 0 to 2147483647
            orderflow.log.fold-above  | -1    | orderflow.log.fold-above=-1: wanted is a whole number from 0 to 2147483647
            orderflow.log.color       | yes   | orderflow.log.color=yes: wanted is true or false
            orderflow.log.colour      | true  | orderflow.log.colour is no setting; did you mean orderflow.log.color?
            orderflow.log.file        | ''    | orderflow.log.file=: wanted is some text
            orderflow.log.file        | /     | orderflow.log.file=/: wanted is the path of a file that this program can write
            """)
    void one_that_can_not_be_is_taken_away_and_named(String key, String value, String sentence) {
        properties.setProperty(key, value);

        assertThat(LogSettings.takeInvalid(properties)).containsExactly(sentence);
        assertThat(properties).isEmpty();
    }

    @Test
    void what_can_be_and_what_is_not_the_logs_stays(@TempDir Path folder) {
        properties.putAll(Map.of(
                "orderflow.log.format", "json",
                "orderflow.log.level.kafka", "OFF",
                "orderflow.log.fold-above", "0",
                "orderflow.log.color", "false",
                "orderflow.log.file", folder.resolve("new/all.log").toString(),
                "orderflow.log.trace", " %X{trace_id}",
                "file.encoding", "x"));

        assertThat(LogSettings.takeInvalid(properties)).isEmpty();
        assertThat(properties).hasSize(7);
        assertThat(folder.resolve("new")).isDirectoryContaining(Files::isRegularFile);
    }
}
