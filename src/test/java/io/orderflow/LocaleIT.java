package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a machine speaks another language, numbers and names are what they are. */
class LocaleIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"tr, TR, ''", "ar, SA, ''", "th, TH, TH"})
    void the_program_runs_whatever_the_language_of_the_machine_is(String language, String country, String variant)
            throws Exception {
        try (OrderflowProcess program = OrderflowProcess.start(
                folder,
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Duser.variant=" + variant,
                "camel.component.kafka.brokers=localhost:" + OrderflowProcess.freePort(),
                "orders.generator.enabled=false")) {
            program.awaitLines(1, "🟢");
            Files.writeString(
                    Files.createDirectories(folder.resolve("inbox")).resolve("a.json"),
                    "{\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1200}");
            program.awaitLines(1, "Received order: 1200 x tea from lucy");
            assertThat(new BoardClient(program.awaitBoard()).status("/observe/health/live"))
                    .isEqualTo(200);
            assertThat(program.stop()).isZero();
        }
    }
}
