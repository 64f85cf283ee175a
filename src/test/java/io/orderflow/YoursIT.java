package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Whoever makes the project theirs, as the README invites them to, has a build, tests and a check that pass as before. */
@EnabledIfSystemProperty(named = "project.ci", matches = "true", disabledReason = "asked in CI: mvn -P ci verify")
class YoursIT {

    private static final Set<String> LEFT_OUT = Set.of("target", ".git", "data");

    private static final String ROUTE =
            """
            - from:
                uri: "kafka:{{orders.topic}}?groupId=audit"
                steps:
                  - bean: { ref: greeter, method: greet }
                  - to: seda:audit
                  - log: "👀 ${body}"
            """;

    /** Formatted as it pleases, with a warning of each kind. */
    private static final String BEAN =
            """
            package mine;
            import java.util.*;
            @org.apache.camel.BindToRegistry("greeter") public class Greeter {
              public List greet(Object order) { List all = new ArrayList(); all.add(new Date(1,1,1)); return all; } }
            """;

    private static final String TEST =
            """
            package mine;
            class GreeterTest { @org.junit.jupiter.api.Test void greets() { assert new Greeter().greet("x").size() == 1; } }
            """;

    @TempDir
    Path copy;

    @Test
    void a_project_that_someone_has_made_theirs_builds_and_checks_as_before() throws Exception {
        Folders.copy(Path.of("").toAbsolutePath(), copy, LEFT_OUT);
        edit(
                "routes/process-order.camel.yaml",
                "steps:",
                "steps:\n" + "        - log: \"a line of mine\"\n".repeat(20));
        Files.writeString(copy.resolve("routes/audit.camel.yaml"), ROUTE);
        Files.delete(copy.resolve("routes/replay-orders.camel.yaml"));
        edit(
                "routes/order-errors.camel.yaml",
                "InvalidOrderException",
                "InvalidOrderException\n            - java.lang.ArithmeticException");
        edit("src/main/java/io/orderflow/route/ProcessOrder.java", ".log(\"", ".log(\"mine\")  .log(\"");
        write("src/main/java/mine/Greeter.java", BEAN);
        write("src/test/java/mine/GreeterTest.java", TEST);
        edit(
                "pom.xml",
                "    </dependencies>\n\n    <build>",
                """
                    <dependency>
                        <groupId>org.apache.camel</groupId>
                        <artifactId>camel-seda</artifactId>
                    </dependency>
                </dependencies>

                <build>"""
                        .indent(4));
        edit("application.properties", "users=anna", "users=mine,anna");
        edit("application.properties", "partitions=3", "partitions=6\ncamel.main.basePackageScan=mine");
        edit("application.properties", "kafka.brokers=localhost:9092", "kafka.brokers=kafka.example.org:9092");
        edit("application.properties", "orders.inbox.directory=inbox", "orders.inbox.directory=post");
        edit("application.properties", "orders.http.port=8080", "orders.http.port=8999");
        edit("application.properties", "orders.tracker.parallel=64", "orders.tracker.parallel=1");
        edit("application.properties", "orders.generator.enabled=true", "orders.generator.enabled=false");
        edit("application.properties", "orders.retry.attempts=5", "orders.retry.attempts=0");

        String unitTests = String.join(
                ",",
                "GreeterTest",
                "*RoutesTest",
                "PackagesTest",
                "KubernetesTest",
                "Compose*Test",
                "Settings*Test",
                "*GeneratorTest",
                "StepRunTest",
                "BoardTlsTest");
        run(List.of("mvn", "-B", "-ntp", "-o", "-q", "test", "-Dtest=" + unitTests));
        run(List.of("mvn", "-B", "-ntp", "-o", "-q", "exec:java@check"));
    }

    private void run(List<String> command) throws Exception {
        try (OrderflowProcess process = OrderflowProcess.run(command, copy, Map.of())) {
            int code = process.awaitEnd(Duration.ofMinutes(10));
            assertThat(code).as(() -> String.join("\n", process.lines())).isZero();
        }
    }

    private void edit(String file, String text, String other) throws IOException {
        TextEdit.edit(copy.resolve(file), text, other);
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(copy.resolve(file).getParent());
        Files.writeString(copy.resolve(file), content);
    }
}
