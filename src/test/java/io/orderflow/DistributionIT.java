package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orderflow.route.ShippedRoutes;
import io.orderflow.settings.ShippedSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.util.FileUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn package} leaves for those without Maven, unpacked where names have blanks and umlauts. */
class DistributionIT {

    /** A locale that spells neither the folder's name nor an order. */
    private static final Map<String, String> ENVIRONMENT = Map.of("LANG", "C", "LC_ALL", "C");

    @TempDir
    Path temporary;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        Path archive;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Path folder = Files.createDirectories(temporary.resolve("ein Ordner für mich"));
        assertThat(run(List.of("tar", "-xzf", archive.toAbsolutePath().toString(), "-C", folder.toString()), Map.of())
                        .awaitEnd())
                .isZero();
        try (Stream<Path> files = Files.list(folder)) {
            home = files.findFirst().orElseThrow();
        }
    }

    @Test
    void it_runs_from_another_folder_and_with_no_locale_and_answers_what_it_is_asked() throws Exception {
        assertThat(home)
                .isDirectoryContaining("glob:**/{routes,recipes,inbox,ext,docs,systemd,application.properties}");
        try (OrderflowProcess check = run(command("--check"), ENVIRONMENT)) {
            assertThat(check.awaitEnd()).as(check::said).isZero();
            // what is warned of in routes, their owner knows
            assertThat(check.linesWith("WARN")).allMatch(line -> line.contains("⚠️"));
        }
        try (OrderflowProcess version = run(command("--version"), ENVIRONMENT)) {
            assertThat(version.awaitEnd()).isZero();
            assertThat(version.lines()).singleElement().asString().matches("orderflow \\d.*");
        }
        try (OrderflowProcess settings = run(command("--settings", "-Dorders.topic=a b"), ENVIRONMENT)) {
            assertThat(settings.awaitEnd()).isZero();
            assertThat(settings.lines()).contains("orders.topic=a b (-D)");
        }
        // whatever step and settings stand there, the tests' own say what was received
        Files.delete(home.resolve("application.properties"));
        ShippedSettings.copyTo(home);
        FileUtil.removeDir(home.resolve("routes").toFile());
        ShippedRoutes.copyTo(home.resolve("routes"));
        String address = "localhost:" + OrderflowProcess.freePort();
        try (OrderflowProcess program =
                run(command("-Dcamel.component.kafka.brokers=" + address, "-Dorders.http.port=0"), ENVIRONMENT)) {
            program.awaitLines(1, "📦 Received order");
            assertThat(program.stop()).isZero();
        }
        assertThat(home.resolve("data")).isDirectoryContaining("glob:**.jsa");
    }

    @Test
    void the_collector_of_garbage_is_the_serial_one_unless_another_is_named() throws Exception {
        assertThat(collector(ENVIRONMENT)).isEqualTo("Using Serial");
        for (String variable : List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            Map<String, String> environment = new HashMap<>(ENVIRONMENT);
            environment.put(variable, "-Xmx64m -XX:+UseParallelGC");
            assertThat(collector(environment)).as(variable).isEqualTo("Using Parallel");
        }
    }

    private String collector(Map<String, String> environment) throws Exception {
        try (OrderflowProcess program = run(command("-Xlog:gc", "--version"), environment)) {
            assertThat(program.awaitEnd()).as(program::said).isZero();
            return program.linesWith("Using ").get(0).replaceFirst(".*] ", "");
        }
    }

    @Test
    void in_a_terminal_what_is_wrong_stands_out_and_nobody_has_to_see_colours() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "there is no script(1)");
        List<String> plain = command("--check", "-Dorders.topic=a/b");
        List<String> terminal =
                List.of(script.toString(), "-qec", "'%s' %s %s".formatted(plain.toArray()), "/dev/null");
        Map<String, String> colors = Map.of("LC_ALL", "C", "TERM", "xterm", "NO_COLOR", "");
        Map<String, String> noColor = Map.of("LC_ALL", "C", "TERM", "xterm", "NO_COLOR", "1");
        assertThat(errorOf(terminal, colors)).contains("\u001b[1;31mERROR orderflow ");
        assertThat(errorOf(terminal, noColor)).doesNotContain("\u001b");
        assertThat(errorOf(plain, colors)).doesNotContain("\u001b");
    }

    private String errorOf(List<String> command, Map<String, String> environment) throws Exception {
        try (OrderflowProcess program = run(command, environment)) {
            program.awaitEnd();
            return program.linesWith("Can't start: ").get(0);
        }
    }

    @Test
    void an_old_java_or_none_is_told() throws Exception {
        Path java = Files.createDirectories(temporary.resolve("old/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> old = new HashMap<>(ENVIRONMENT);
        old.put("JAVA_HOME", temporary.resolve("old").toString());
        try (OrderflowProcess program = run(command(), old)) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.lines())
                    .singleElement()
                    .asString()
                    .startsWith("orderflow needs Java 17 or later; ")
                    .contains("is version 11");
        }
        old.put("JAVA_HOME", temporary.toString());
        try (OrderflowProcess program = run(command(), old)) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.linesWith("orderflow needs Java 17 or later: install it"))
                    .hasSize(1);
        }
    }

    @Test
    void the_systemd_unit_is_valid() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd-analyze");
        // it looks for what is started, and for the user
        Path unit = temporary.resolve("orderflow.service");
        Files.writeString(
                unit,
                Files.readString(home.resolve("systemd/orderflow.service"))
                        .replace("/opt/orderflow/bin/orderflow", "/bin/true"));
        try (OrderflowProcess verify = run(List.of("systemd-analyze", "verify", unit.toString()), Map.of())) {
            verify.awaitEnd();
            assertThat(verify.linesWith("orderflow.service")).isEmpty();
        }
    }

    private List<String> command(String... arguments) {
        return Stream.concat(Stream.of(home.resolve("bin/orderflow").toString()), Stream.of(arguments))
                .toList();
    }

    private OrderflowProcess run(List<String> command, Map<String, String> environment) throws Exception {
        return OrderflowProcess.run(command, temporary, environment);
    }
}
