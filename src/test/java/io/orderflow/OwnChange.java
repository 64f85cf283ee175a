package io.orderflow;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What people make their own, as the README and docs/ invite them to: each by itself, and all of them in one project. */
enum OwnChange {
    CHANGED_STEP(project -> step(project, "- log: \"Mine: ${body}\"\n")),
    LONG_STEP(
            project -> step(
                    project,
                    """
            - log: "Mine: ${body.user}"
            - filter:
                simple: "${body.quantity} > 2"
                steps:
                  - setBody: { simple: "${with(twice = quantity * 2)}" }
                  - log: "${body.twice} x ${body.item}"
            - choice:
                when:
                  - simple: "${body.user} == 'lucy'"
                    steps:
                      - to: "file:data/lucy"
                  - simple: "${body.item} contains 'tea'"
                    steps:
                      - to: "kafka:teas"
                otherwise:
                  steps:
                    - wireTap: { uri: "kafka:others" }
            - marshal: { json: {} }
            - convertBodyTo: { type: String }
            - log: "as JSON: ${body}"
            - log: "done"
            """)),
    ROUTE_FILE(
            project -> write(
                    project,
                    "routes/mine.camel.yaml",
                    """
            - from:
                uri: "kafka:{{orders.topic}}?groupId=mine"
                steps:
                  - log: "👀 ${body}"
            """)),
    NO_REPLAY(project -> Files.deleteIfExists(project.resolve("routes/replay-orders.camel.yaml"))),
    /** Formatted as it pleases, with a warning of each kind. */
    BEAN(project -> {
        write(
                project,
                "src/main/java/mine/Greeter.java",
                """
                package mine;
                import java.util.*;
                @org.apache.camel.BindToRegistry("greeter") public class Greeter {
                  public List greet(Object order) { List all = new ArrayList(); all.add(new Date(1,1,1)); return all; } }
                """);
        write(
                project,
                "routes/greetings.camel.yaml",
                """
                - from:
                    uri: "kafka:{{orders.topic}}?groupId=greetings"
                    steps:
                      - bean: { ref: greeter, method: greet }
                """);
        set(project, "camel.main.basePackageScan=mine");
    }),
    /** One that is new, and one that the tests have already; each with a route that needs it. */
    DEPENDENCY(project -> {
        Path pom = project.resolve("pom.xml");
        String scope = "(<artifactId>camel-http</artifactId>)\\s*<scope>test</scope>";
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replaceFirst(scope, "$1")
                        .replaceFirst(
                                "(?=    </dependencies>\\s*<build>)",
                                """
                                <dependency>
                                    <groupId>org.apache.camel</groupId>
                                    <artifactId>camel-language</artifactId>
                                </dependency>
                                """
                                        .indent(8)));
        write(
                project,
                "routes/queue.camel.yaml",
                """
                - from:
                    uri: "kafka:{{orders.topic}}?groupId=queue"
                    steps:
                      - to: seda:queue
                - from:
                    uri: "seda:queue"
                    steps:
                      - to: "language:simple:${body}"
                      - to: "http://localhost:8088/orders"
                """);
    }),
    TEST(
            project -> write(
                    project,
                    "src/test/java/mine/MyStepTest.java",
                    """
            package mine;
            class MyStepTest { @org.junit.jupiter.api.Test void takes_an_order() throws Exception {
              try (var run = io.orderflow.route.StepRun.yaml()) {
                run.give("{\\"order_id\\": \\"a\\", \\"user\\": \\"lucy\\", \\"item\\": \\"tea\\", \\"quantity\\": 3}");
                if (!run.failures().isEmpty()) throw new AssertionError(run); } } }
            """)),
    GENERATOR(project -> set(project, "orders.generator.users=mine, anna", "orders.generator.items=bread")),
    SETTINGS(project -> set(
            project,
            "camel.component.kafka.brokers=kafka.example.org:9092",
            "orders.topic.partitions=6",
            "orders.inbox.directory=post",
            "orders.generator.enabled=false",
            "orders.tracker.parallel=1",
            "orders.retry.attempts=0",
            "orders.http.port=8999")),
    HOPELESS(project -> {
        Path policy = project.resolve("routes/order-errors.camel.yaml");
        String invalid = "            - io.orderflow.order.InvalidOrderException\n";
        TextEdit.edit(policy, invalid, invalid + "            - java.lang.ArithmeticException\n");
    }),
    JAVA_STEP(
            project -> write(
                    project,
                    "src/main/java/io/orderflow/route/ProcessOrder.java",
                    """
            package io.orderflow.route;
            import org.apache.camel.builder.RouteBuilder;
            class ProcessOrder extends RouteBuilder {
              @Override public void configure() { new java.util.Date(1,1,1);
                from("direct:process-order").routeId("process-order").routeConfigurationId("tracker-errors")
                .log("mine").setBody(simple("${with(note = 'mine')}")).to("kafka:mine"); } }
            """)),
    /** Those that need nothing besides, as they are. */
    RECIPES(project -> {
        try (Stream<Path> recipes = Files.list(project.resolve("recipes"))) {
            for (Path recipe : recipes.filter(OwnChange::isEnoughByItself).toList()) {
                Files.copy(recipe, project.resolve("routes").resolve(recipe.getFileName()), REPLACE_EXISTING);
            }
        }
    });

    private interface Edit {
        void make(Path project) throws IOException;
    }

    private final Edit edit;

    OwnChange(Edit edit) {
        this.edit = edit;
    }

    void make(Path project) throws IOException {
        edit.make(project);
    }

    private static void step(Path project, String steps) throws IOException {
        write(project, "routes/process-order.camel.yaml", Steps.processOrder(steps));
    }

    /** What comes last in the file holds. */
    private static void set(Path project, String... settings) throws IOException {
        Files.write(project.resolve("application.properties"), List.of(settings), StandardOpenOption.APPEND);
    }

    private static void write(Path project, String file, String content) throws IOException {
        Files.createDirectories(project.resolve(file).getParent());
        Files.writeString(project.resolve(file), content);
    }

    private static boolean isEnoughByItself(Path recipe) {
        try {
            return recipe.toString().endsWith(".yaml")
                    && !Files.readString(recipe).contains("Needs camel-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
