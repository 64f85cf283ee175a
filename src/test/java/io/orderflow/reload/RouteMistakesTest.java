package io.orderflow.reload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.consumer.KafkaWithGuarantees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a file of routes, the check says what is wrong, in which file, and where. */
@Timeout(60)
class RouteMistakesTest {

    @TempDir
    private Path folder;

    /** A bean that can't be made by its name alone. */
    public static final class Unready {
        public Unready(String name) {
            assertThat(name).isNotNull();
        }
    }

    /** A class that can't be loaded. */
    public static final class Exploding {
        static {
            explode();
        }

        private static void explode() {
            throw new IllegalStateException("no");
        }
    }

    private static final String ON_COMPLETION = "- onCompletion:\n    KEY\n    steps:\n      - log: done\n";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                of("[".repeat(20_000), "line 1: this is nested more than 200 levels deep"),
                of("- ".repeat(20_000), "line 1: this is nested more than 200 levels deep"),
                of("{a: ".repeat(20_000), "line 1: this is nested more than 200 levels deep"),
                of(nested(3_000), "line 1: this is nested more than 200 levels deep"),
                of("x".repeat(2_000_000), "x.camel.yaml has 2,000,000 bytes; a file of routes has 1 MB at the most"),
                of("x".repeat(1_000_000), "line 1: a list is wanted"),
                of("- route:\n\tid: x\n", "line 2: a tab stands where only spaces can be"),
                of("- !!java.net.URL [\"http://x\"]\n", "line 1: the tag !!java.net.URL can't be here"),
                of("- route: {id: a, from: {uri: 'timer:q', steps: }}\n", "line 1: a list is wanted here"),
                of(
                        "- route: {id: a, from: {uri: direct:a, steps: [{wireTap: {id: b}}]}}\n",
                        "line 1, route a: uri is missing"),
                of(
                        "- route: {id: \"a\\nb\", from: {uri: direct:a, steps: [{log: x}]}}\n",
                        "line 1: an id is wanted without control characters"),
                of(route("- log: x\n").replace("id: a", "id: \"\""), "line 1: an id is wanted, and this one is empty"),
                of(route("- log: x\n").replace("id: a", "id: \" \""), "line 1: an id is wanted, and this one is empty"),
                of(
                        route("- log: x\n").replace("id: a", "id: \"{{nothing:}}\""),
                        "line 1: an id is wanted, and this one is empty"),
                of(
                        "- routeConfiguration:\n    id: ''\n" + route("- log: x\n"),
                        "line 1: an id is wanted, and this one is empty"),
                of("- from: {uri: '', steps: [{log: x}]}\n", "line 1: from has no \"uri\", which says where"),
                of(
                        "- from: {uri: 'kafka:orders?groupId=', steps: [{log: x}]}\n",
                        "line 1, route kafka-orders: kafka:orders can't be read with no groupId"),
                of(
                        "- from: {uri: 'timer:x', steps: [{log: x}]}\n- from: {uri: 'timer:y?perriod=1', steps: [{log: x}]}\n",
                        "line 2, route timer-y: timer has no option perriod"),
                of(
                        "- route: {id: a, from: {uri: 'timer:q', steps: [{setBody: {simple: '${'}}]}}\n",
                        "line 1, route a: "),
                of(
                        "- route:\n    id: a\n    from:\n      uri: timer:x\n      steps: &s\n        - pipeline: {steps: *s}\n",
                        "line 1: something stands within itself"),
                of(aliases(60), "x.camel.yaml: more than 50 aliases (*name) stand in it"),
                of("- &a [*a]\n", "line 1: "),
                of("- route:\n", "x.camel.yaml, line 1: route is empty; a route reads \"from\" somewhere"),
                of("- route: {}\n", "line 1: the route has no \"from\", which says where it reads from"),
                of("- route:\n    id: a\n", "line 1: the route has no \"from\""),
                of("- route:\n    from:\n", "line 1: from has no \"uri\", which says where the route reads from"),
                of("- from: direct:a\n", "line 1: from is empty; a route reads \"from\" somewhere"),
                of("- route:\n    from: direct:a\n", "line 1: from has no \"steps\", which say what is done"),
                of("- from:\n    uri: direct:a\n    steps: []\n", "line 1: from has no \"steps\""),
                of(
                        "- route:\n    from:\n      uri: direct:a\n    steps:\n      - log: a\n",
                        "line 1: the steps of a route stand in its \"from\", beside \"uri\""),
                of(
                        "- from:\n    uri: direct:a\n    steps:\n      - doTry: {}\n",
                        "line 3, route direct-a: doTry has no steps"),
                of(
                        "- from:\n    uri: direct:a\n    steps:\n      - loop:\n          constant: 3\n",
                        "line 4, route direct-a: loop has no steps"),
                of("- route: *a\n", "line 1: found undefined alias a"),
                of("- route: !!java.lang.Thread {}\n", "x.camel.yaml, line 1: "),
                of("- ? {a: b}\n  : c\n", "x.camel.yaml: a key is wanted as a text"),
                of("- route: {id: a, from:\n", "line 2: the file ends where a value is wanted"),
                of("- route: {id: a, from: ]}\n", "line 1: a value is wanted where ']' stands"),
                of("- route:\n    id: a\n    from\n", "line 4: a colon is missing behind the key above"),
                of(
                        "- route:\n    id\n    from: x\n",
                        "line 3: a colon stands where there can be none: put a text that has one between quotes,"
                                + " and see that the key above has its own"),
                of("- log: x\n    - a\n   - log: y\n", "line 3: "),
                of("- log: x\n- - a\n  b: c\n", "line 3: "),
                of("- log: x\n}\n", "line 2: '}' stands where the next key, or the end of the list, is wanted"),
                of(
                        "%%\n- route: {}\n",
                        "line 1: a line that begins with % instructs the YAML parser, and this one has no word behind the %;"
                                + " a text that begins with it stands between quotes"),
                of(
                        "- from:\n    uri: timer:a?period=5\n    parameters: {delay: 1}\n    steps:\n      - log: x\n",
                        "line 2: the uri timer:a has options behind its question mark, and parameters beside it;"
                                + " write all of them in one of the two places"),
                of("%YAML 9.9\n---\n- route: {}\n", "x.camel.yaml: it is written in version 9.9 of YAML; 1.2 is read"),
                of(
                        route("- log: café\n").getBytes(ISO_8859_1),
                        "line 6: the byte 0xE9 is no UTF-8; save the file as UTF-8"),
                of(route("- log: x\n").getBytes(UTF_16), "line 1: the byte 0xFE is no UTF-8; save the file as UTF-8"),
                of(
                        route("- log: \"a\0b\"\n"),
                        "line 6: the character U+0000 can't be there; save the file as plain text"),
                of(route("- log: \"\u001b[31m\"\n"), "line 6: the character U+001B can't be there"),
                of(
                        route("- log:\n    mesage: hi\n"),
                        "line 7: log has no key \"mesage\"; did you mean message? It can have: description, disabled, id, logLanguage, logName,"
                                + " logger, loggingLevel, marker, message, note"),
                of(
                        route("- log:\n    message: hi\n    loggingLevle: WARN\n"),
                        "line 8: log has no key \"loggingLevle\"; did you mean loggingLevel? It can have: "),
                of(route("- lgo: hi\n"), "line 6: there is no \"lgo\"; did you mean log?"),
                of(
                        route("- filter:\n    constant: true\n    steps:\n      - SetBody: x\n"),
                        "line 9: there is no \"SetBody\"; did you mean setBody?"),
                of(route("- nothingOfTheKind: hi\n"), "line 6: there is no \"nothingOfTheKind\""),
                of(
                        route("- log: x\n").replace("route:", "rout:"),
                        "line 1: rout can't be here; did you mean route? What can: route, from, "),
                of(
                        route("- setBody:\n    simpel: x\n"),
                        "line 7: setBody has no key \"simpel\"; did you mean simple? It can have: description, disabled, expression, id, note"),
                of(
                        route("- choice:\n    whne:\n      - simple: x\n"),
                        "line 7: choice has no key \"whne\"; did you mean when? It can have: "),
                of(
                        route("- setBody:\n    expresion:\n      constant: x\n"),
                        "line 7: setBody has no key \"expresion\"; did you mean expression? It can have: "),
                of(
                        route("- log: x\n").replace("steps", "stesp"),
                        "line 5: from has no key \"stesp\"; did you mean steps? It can have: "),
                of(
                        route("- log: x\n").replace("id:", "idd:"),
                        "line 2: route has no key \"idd\"; did you mean id? It can have: "),
                of(
                        route("- log: x\n").replace("id:", "something:"),
                        "line 2: route has no key \"something\"; it can have: "),
                of(
                        route(
                                "- log: x\n- resequence:\n    expression:\n      simple: \"${body}\"\n    steps:\n      - log: y\n"),
                        "line 7, route a: resequence would lose the orders that it holds at each stop and save"),
                of(
                        route(ON_COMPLETION.replace("KEY", "parallelProcessing: true") + "- log: x\n"),
                        "line 6, route a: onCompletion in threads of its own (parallelProcessing, executorService) would lose what"
                                + " it has not begun at each stop and save"),
                of(
                        ON_COMPLETION.replace("KEY", "parallelProcessing: \"{{unset:true}}\"") + route("- log: x\n"),
                        "route a: onCompletion in threads of its own"),
                of(
                        "- routeConfiguration:\n    onCompletion:\n"
                                + ON_COMPLETION
                                        .replace("KEY", "parallelProcessing: true")
                                        .indent(6) + route("- log: x\n"),
                        "route a: onCompletion in threads of its own"),
                of(
                        route("- bean:\n    beanType: io.orderflow.Nobody\n    method: go\n"),
                        "line 6, route a: there is no class io.orderflow.Nobody"),
                of(
                        bean("io.orderflow.Nobody"),
                        ": the bean b of type io.orderflow.Nobody: there is no class io.orderflow.Nobody"),
                of(bean(Unready.class.getName()), "Unready has no public constructor without parameters"),
                of(bean(Exploding.class.getName()), "x.camel.yaml: java.lang.IllegalStateException: no"),
                of(
                        route("- to: direct:a\n"),
                        "line 6, route a: the routes call each other in a circle that never ends: a > a"),
                of(
                        route("- pipeline:\n    steps:\n      - toD: direct:b\n")
                                + route("- wireTap:\n    uri: direct:a?timeout=1\n")
                                        .replace(": a", ": b")
                                        .replace("direct:a\n      steps", "direct:b\n      steps"),
                        "the routes call each other in a circle that never ends: a > b > a"),
                of(
                        route("- to: kafka:x?lingerMs=0\n").replace("direct:a", "\"kafka:o,x?groupId=a\""),
                        "line 6, route a: the routes call each other in a circle that never ends: a > a"),
                of(
                        route("- enrich:\n    constant: direct:a\n"),
                        "line 6, route a: the routes call each other in a circle that never ends: a > a"),
                of(
                        route(
                                "- recipientList:\n    delimiter: ;\n    simple: \"direct:${body}; direct://a?block=true\"\n"),
                        "the routes call each other in a circle that never ends: a > a"),
                of(
                        route("- routingSlip:\n    constant: \"log:x, direct:a\"\n"),
                        "the routes call each other in a circle that never ends: a > a"),
                of(
                        route("- recipientList:\n    constant: log:x,direct:nowhere\n"),
                        "line 6, route a: no route reads from direct:nowhere"),
                of(route("- to: direct:nowhere\n"), "line 6, route a: no route reads from direct:nowhere"),
                of(route("- to: seda:nowhere?size=5\n"), "line 6, route a: no route reads from seda:nowhere"),
                of(
                        route("- to: kafka:teas?lingrMs=1\n"),
                        "line 6, route a: kafka has no option lingrMs; did you mean lingerMs?"),
                of(route("- to: log:x?nothing=1\n"), "line 6, route a: log has no option nothing"),
                of(
                        route("- log: x\n").replace("direct:a", "\"kafka:orders?groupId=a&maxPollRecords=many\""),
                        "line 4, route a: the option maxPollRecords can't have that value: For input string: \"many\""),
                of(
                        "- from: {uri: 'kafka:or ders?groupId=x', steps: [{log: x}]}\n",
                        "line 1, route kafka-or-ders-x: kafka:or ders: wanted is a topic's name: 1 to 249 of the characters"),
                of(
                        route("- log: x\n").replace("direct:a", "\"kafka:orders,te/as?groupId=x\""),
                        "line 4, route a: kafka:te/as: wanted is a topic's name"),
                of(route("- to: kafka:or ders\n"), "line 6, route a: kafka:or ders: wanted is a topic's name"),
                of(route("- to: kafka:a,b\n"), "line 6, route a: kafka:a,b: wanted is a topic's name"),
                of(
                        route("- to:\n    uri: kafka\n    parameters: {topic: te/as, lingerMs: 0}\n"),
                        "route a: kafka:te/as: wanted is a topic's name"),
                of(
                        route("- to: \"kafka://{{mine:..}}?lingerMs=0\"\n"),
                        "line 6, route a: kafka:..: wanted is a topic's name"),
                of(
                        route("- filter:\n    simple: \"${body}\"\n    steps:\n      - toD: kafka:te as\n"),
                        "line 9, route a: kafka:te as: wanted is a topic's name"),
                of(
                        route("- recipientList:\n    constant: log:x,kafka:te@as\n"),
                        "line 6, route a: kafka:te@as: wanted is a topic's name"),
                of(
                        "- routeConfiguration:\n    id: c\n    onException:\n      - onException:\n          exception: [ java.lang.Exception ]\n"
                                + "          steps:\n            - to: kafka:le tters\n" + route("- log: x\n"),
                        "line 7, route c: kafka:le tters: wanted is a topic's name"),
                of(
                        route(
                                "- choice:\n    when:\n      - simple: \"${body}\"\n        steps:\n          - to: \"direct:nowhere?block=true\"\n"),
                        "line 10, route a: no route reads from direct:nowhere"),
                of(
                        route(
                                "- doTry:\n    steps:\n      - log: x\n    doCatch:\n      - exception: [ java.lang.Exception ]\n        steps:\n          - to: direct:nowhere\n"),
                        "line 12, route a: no route reads from direct:nowhere"),
                of(
                        route(
                                "- doTry:\n    steps:\n      - log: x\n    doFinally:\n      steps:\n        - to: direct:nowhere\n"),
                        "line 11, route a: no route reads from direct:nowhere"),
                of(
                        "- routeConfiguration:\n    id: c\n    onException:\n      - onException:\n          exception: [ java.lang.Exception ]\n"
                                + "          steps:\n            - to: direct:letters\n" + route("- log: x\n"),
                        "line 7, route c: no route reads from direct:letters"));
    }

    private static Arguments of(String content, String sentence) {
        return of(content.getBytes(UTF_8), sentence);
    }

    private static Arguments of(byte[] content, String sentence) {
        return Arguments.of(content, sentence);
    }

    private static String route(String steps) {
        return "- route:\n    id: a\n    from:\n      uri: direct:a\n      steps:\n" + steps.indent(8);
    }

    private static String bean(String type) {
        return "- beans:\n    - name: b\n      type: %s\n".formatted(type) + route("- bean:\n    ref: b\n");
    }

    private static String aliases(int count) {
        return route("- log: x\n").replace("- route:", "- route: &a") + "- route: *a\n".repeat(count);
    }

    private static String nested(int depth) {
        return "- route: {id: a, from: {uri: 'direct:a', steps: [" + "{pipeline: {steps: [".repeat(depth) + "{log: x}"
                + "]}}".repeat(depth) + "]}}\n";
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_with_its_file_and_line(byte[] content, String sentence) throws Exception {
        assertThatThrownBy(() -> check(content))
                .isInstanceOf(RouteMistake.class)
                .hasMessageContaining("x.camel.yaml")
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_file_of_routes_that_is_none_is_named() throws Exception {
        Files.writeString(folder.resolve("a.camel.yaml"), route("- log: x\n"));
        Files.createDirectory(folder.resolve("d.camel.yaml"));
        assertThat(RouteFiles.read(folder).contents()).hasSize(1);

        Path link = Files.createSymbolicLink(folder.resolve("x.camel.yaml"), Path.of("nowhere"));
        assertThatThrownBy(() -> RouteFiles.read(folder))
                .isInstanceOf(RouteMistake.class)
                .hasMessage(link + " is a link that leads to none; a file is wanted");
    }

    @Test
    void what_is_run_by_the_thread_of_its_order_may_follow_it() throws Exception {
        assertThat(check(route(ON_COMPLETION.replace("KEY", "parallelProcessing: false") + "- log: x\n")
                                .getBytes(UTF_8))
                        .sources())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- filter:\n    simple: \"${body} == 1\"\n    steps:\n      - to: direct:a\n",
                "- recipientList:\n    simple: \"direct:${body}\"\n",
                "- recipientList:\n    header: direct:a\n"
            })
    void a_route_may_call_itself_where_that_has_a_condition(String steps) throws Exception {
        assertThat(check(route(steps).getBytes(UTF_8)).sources()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: seda:later\n",
                "- toD: \"seda:${body}\"\n",
                "- enrich:\n    constant: seda:later\n",
                "- recipientList:\n    constant: log:x,seda:later\n"
            })
    void a_step_that_leaves_an_order_in_a_queue_is_warned_of(String steps) throws Exception {
        String reader = "- from:\n    uri: seda:later\n    steps:\n      - log: x\n";
        assertThat(check((route(steps) + reader).getBytes(UTF_8)).warnings())
                .singleElement()
                .asString()
                .endsWith(
                        "line 6, route a: what is in the queue of seda: counts as done already, and a crash loses it; see docs/your-own-step.md");
    }

    @Test
    void a_queue_may_be_read_by_a_step() throws Exception {
        String steps = "- to: seda:later\n- pollEnrich:\n    constant: \"seda:later?pollTimeout=1\"\n";

        assertThat(check(route(steps).getBytes(UTF_8)).sources()).hasSize(1);
    }

    @Test
    void routes_without_an_id_are_known_by_their_groups() throws Exception {
        String route = "- from:\n    uri: \"kafka:orders?groupId=audit\"\n    steps:\n      - log: x\n";
        String other =
                "- from:\n    uri: kafka:orders\n    parameters:\n      groupId: other\n    steps:\n      - log: x\n";

        assertThat(check((route + other).getBytes(UTF_8)).sources())
                .containsOnlyKeys("kafka-orders-audit", "kafka-orders-other");
        assertThatThrownBy(() -> check((route + route).getBytes(UTF_8)))
                .hasMessageEndingWith(
                        "line 5: there is a route kafka-orders-audit already, in %s/x.camel.yaml, line 1;"
                                + " each needs an id of its own",
                        folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            kafka:orders?groupId=tracker                 | orders
            kafka://orders?brokers=b:1&groupId=tracker   | orders
            kafka:letters,orders?groupId={{mine:tracker}} | orders
            kafka:teas, orders?groupId=tracker           | orders, teas
            kafka:orders                                 | orders
            kafka:orders?groupId=tracker&autoOffsetReset=latest | orders
            """)
    void two_routes_that_share_a_topic_in_one_group_are_refused(String uri, String topics) throws Exception {
        String first = reader("first", "kafka:teas,{{topic:orders}}?groupId=tracker");

        assertThatThrownBy(() -> check((first + reader("second", uri)).getBytes(UTF_8)))
                .isInstanceOf(RouteMistake.class)
                .hasMessage(
                        "%1$s/x.camel.yaml, line 9, route second: it reads %2$s in the group tracker, as does"
                                + " %1$s/x.camel.yaml, line 4, route first, and each record would go to one of them alone;"
                                + " give one of them another groupId",
                        folder, topics);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:orders?groupId=other",
                "kafka:letters?groupId=tracker",
                "kafka:orders?groupId=tracker&brokers=elsewhere:9092",
                "kafka:orde.*?groupId=tracker&topicIsPattern=true"
            })
    void another_group_topic_or_broker_and_a_pattern_share_nothing(String uri) throws Exception {
        String first = reader("first", "kafka:teas,orders?groupId=tracker");

        assertThat(check((first + reader("second", uri)).getBytes(UTF_8)).sources())
                .hasSize(2);
    }

    @Test
    void a_route_that_does_not_start_by_itself_shares_nothing() {
        String first = reader("first", "kafka:orders?groupId=tracker");
        String second = reader("second", "kafka:orders?groupId=tracker")
                .replace("    from:", "    autoStartup: false\n    from:");

        assertThatNoException().isThrownBy(() -> check((first + second).getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- toD: \"kafka:${header.topic}\"\n",
                "- toD: \"kafka:$simple{header.topic}\"\n",
                "- toD:\n    uri: kafka\n    parameters: {topic: \"${header.topic}\"}\n",
                "- recipientList:\n    simple: \"kafka:${header.topic}\"\n",
                "- to: kafka://te-as_1.b?lingerMs=0\n"
            })
    void a_topic_that_is_known_with_each_order_only_passes(String steps) throws Exception {
        assertThat(check(route(steps).getBytes(UTF_8)).sources()).hasSize(1);
    }

    private static String reader(String id, String uri) {
        return "- route:\n    id: %s\n    from:\n      uri: \"%s\"\n      steps: [{log: x}]\n".formatted(id, uri);
    }

    private RouteSet check(byte[] content) throws Exception {
        Files.write(folder.resolve("x.camel.yaml"), content);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("direct", new GatedDirect());
            KafkaWithGuarantees.install(context);
            context.getComponent("kafka", KafkaComponent.class)
                    .getConfiguration()
                    .setBrokers("b:1");
            context.getComponent("kafka", KafkaComponent.class)
                    .getConfiguration()
                    .setGroupId("tracker");
            return new RouteCheck(context).check(RouteFiles.read(folder), null);
        }
    }
}
