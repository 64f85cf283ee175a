package io.orderflow.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Java DSL and the YAML say the same, the error policy included. */
class SameRoutesTest {

    @Test
    void both_dsls_have_the_same_routes_and_the_error_policy() throws Exception {
        assertThat(dump(Dsl.YAML))
                .containsOnlyKeys(
                        "generate-orders",
                        "publish-order",
                        "receive-orders",
                        "track-orders",
                        "process-order",
                        "dead-letter",
                        "replay-orders",
                        "tracker-errors",
                        "order-errors");
    }

    @Test
    void java_and_yaml_are_equal() throws Exception {
        assertThat(dump(Dsl.JAVA)).isEqualTo(dump(Dsl.YAML));
    }

    private static Map<String, Object> dump(Dsl dsl) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Dsl.prepare(context);
            dsl.load(context);
            Map<String, Object> dumps = new TreeMap<>();
            for (NamedNode route : context.getRouteDefinitions()) {
                dumps.put(route.getId(), dump(context, route));
            }
            for (NamedNode configuration : context.getRouteConfigurationDefinitions()) {
                dumps.put(configuration.getId(), dump(context, configuration));
            }
            return dumps;
        }
    }

    /** As maps and lists, since the order of an endpoint's options says nothing. */
    private static Object dump(CamelContext context, NamedNode node) throws Exception {
        String yaml =
                PluginHelper.getModelToYAMLDumper(context).dumpModelAsYaml(context, node, false, true, false, false);
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }
}
