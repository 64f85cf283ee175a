package io.orderflow.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.order.InvalidOrderException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The pipeline around process-order is the same in the Java DSL and in YAML, the error policy included. A replay route
 * that was deleted, and exceptions that were added to those that are hopeless, are no difference.
 */
class SameRoutesTest {

    private static final String POLICY = "tracker-errors";

    @Test
    void the_pipeline_is_the_same_in_java_and_in_yaml() throws Exception {
        Map<String, Object> yaml = dump(Dsl.YAML);
        Map<String, Object> java = dump(Dsl.JAVA);
        if (!ShippedRoutes.pipeline().contains(Path.of("routes/replay-orders.camel.yaml"))) {
            java.remove("replay-orders");
        }

        assertThat(yaml).containsKeys("track-orders", "order-errors", POLICY);
        assertThat(Difference.between(java, yaml))
                .as("where src/main/java/io/orderflow/route and routes/ differ")
                .isEmpty();
    }

    @Test
    void a_difference_names_the_route_and_the_key() {
        Map<String, Object> java = Map.of(
                "a", Map.of("from", Map.of("steps", List.of(Map.of("to", "kafka:x"), Map.of("log", "y")))), "gone", 1);
        Map<String, Object> yaml = Map.of(
                "a",
                Map.of("from", Map.of("steps", List.of(Map.of("to", "kafka:z"), Map.of("log", "y", "id", "new")))),
                POLICY,
                Map.of("exception", List.of("mine")));

        assertThat(Difference.between(java, yaml))
                .containsExactly(
                        "a: from.steps[0].to is kafka:x in Java, and kafka:z in YAML",
                        "a: from.steps[1].id is not there in Java, and new in YAML",
                        "gone: it is 1 in Java, and not there in YAML",
                        "tracker-errors: it is not there in Java, and {exception=[mine]} in YAML");
    }

    @Test
    void an_exception_that_is_hopeless_in_yaml_alone_is_no_difference() {
        String invalid = InvalidOrderException.class.getName();
        Map<String, Object> java = Map.of(POLICY, Map.of("exception", List.of(invalid)));

        assertThat(Difference.between(java, Map.of(POLICY, Map.of("exception", List.of(invalid, "mine")))))
                .isEmpty();
        assertThat(Difference.between(java, Map.of(POLICY, Map.of("exception", List.of("mine")))))
                .containsExactly("tracker-errors: exception[0] is %s in Java, and mine in YAML".formatted(invalid));
    }

    private static Map<String, Object> dump(Dsl dsl) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Dsl.prepare(context);
            dsl.load(context);
            Map<String, Object> dumps = new TreeMap<>();
            for (RouteDefinition route : context.getRouteDefinitions()) {
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), TryDefinition.class)
                        .forEach(SameRoutesTest::showCatches);
                dumps.put(route.getId(), dump(context, route));
            }
            for (NamedNode configuration : context.getRouteConfigurationDefinitions()) {
                dumps.put(configuration.getId(), dump(context, configuration));
            }
            return dumps;
        }
    }

    /** Camel dumps those clauses alone that are outputs, as in Java, and not those of YAML. */
    private static void showCatches(TryDefinition step) {
        List<CatchDefinition> clauses = step.getCatchClauses();
        if (clauses != null && !step.getOutputs().containsAll(clauses)) {
            List.copyOf(clauses).forEach(step::addOutput);
        }
    }

    /** As maps and lists, since the order of an endpoint's options says nothing. */
    private static Object dump(CamelContext context, NamedNode node) throws Exception {
        String yaml =
                PluginHelper.getModelToYAMLDumper(context).dumpModelAsYaml(context, node, false, true, false, false);
        return content(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** The dump's outermost keys are the kind and the like, the same for all. */
    private static Object content(Object dump) {
        return dump instanceof List<?> list
                        && list.size() == 1
                        && list.get(0) instanceof Map<?, ?> map
                        && map.size() == 1
                ? map.values().iterator().next()
                : dump;
    }
}
