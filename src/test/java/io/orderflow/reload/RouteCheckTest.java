package io.orderflow.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.step.OrderSimple;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told of a mistake in a step before the step runs. */
class RouteCheckTest {

    private static final String ROUTE = "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n";

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        OrderSimple.install(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            - to: paho-mqtt5:queue             | 6 | paho-mqtt5 needs org.apache.camel:camel-paho-mqtt5:4.22.0, in pom.xml or, with what it needs, in ext/
            - to: sftp:example.org            | 6 | sftp needs org.apache.camel:camel-ftp:4.22.0
            - to: htp:example.org             | 6 | there is no component htp; did you mean ftp or http?
            - to: ldrect:mine                 | 6 | there is no component ldrect; did you mean direct?
            - to: "bluebird:mine"             | 6 | there is no component bluebird
            - marshal: { csv: {} }            | 5 | csv needs org.apache.camel:camel-csv:4.22.0
            - setBody: { groovy: "1" }        | 5 | groovy needs org.apache.camel:camel-groovy:4.22.0
            - setBody: { simple: "${boddy}" } | 5 | Unknown function: boddy
            - log: "${calculate(price * )}"   | 6 | "price *" is no formula
            - toD: "file:${boddy}"            | 6 | Unknown function: boddy
            - log: "${date:now:yyyy-qq}"       | 6 | "yyyy-qq" is no pattern of a date: Illegal pattern character
            - filter: { simple: "${body} regex '('", steps: [ { log: a } ] } | 5 | Unclosed group near index 1
            - filter: { simple: "${body} == ", steps: [ { log: a } ] }  | 5 | Unexpected token =
            - bean: { ref: nope, method: x }  | 5 | No bean could be found in the registry for: nope
            """)
    void a_mistake_is_told(String step, int line, String sentence) throws Exception {
        Files.writeString(folder.resolve("mine.camel.yaml"), ROUTE + "        " + step + "\n");

        assertThatThrownBy(() -> new RouteCheck(context).check(RouteFiles.read(folder), null))
                .isInstanceOf(RouteMistake.class)
                .hasMessageContaining("mine.camel.yaml, line %d, route mine: %s".formatted(line, sentence));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- log: \"${calculate(price * quantity)} ${body.price} ${date:now:yyyy-MM-dd}\"",
                "- setBody: { simple: \"${with(total = price * quantity)}\" }",
                "- filter: { simple: \"${body.user} regex '[a-z]+' && ${body.total} > 2.5\", steps: [ { log: a } ] }"
            })
    void what_can_run_passes(String step) throws Exception {
        Files.writeString(folder.resolve("mine.camel.yaml"), ROUTE + "        " + step + "\n");

        assertThat(new RouteCheck(context).check(RouteFiles.read(folder), null).sources())
                .hasSize(1);
    }
}
