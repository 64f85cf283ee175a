package io.orderflow.reload;

import io.orderflow.routing.RouteSteps;
import io.orderflow.settings.TopicName;
import java.util.regex.Pattern;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/** Topics that Kafka can't have: which routes read, and to which they send, as far as their text says it. */
final class TopicNames {

    private static final String KAFKA = "kafka:";
    private static final Pattern SIMPLE = Pattern.compile("\\$(simple)?\\{");

    private final ModelCamelContext context;

    private TopicNames(ModelCamelContext context) {
        this.context = context;
    }

    /** @throws RouteMistake where a name is none, with what is wanted */
    static void requireValid(ModelCamelContext context) {
        TopicNames names = new TopicNames(context);
        context.getRouteDefinitions().forEach(route -> {
            if (context.getEndpoint(route.getInput().getEndpointUri()) instanceof KafkaEndpoint from
                    && !from.getConfiguration().isTopicIsPattern()) {
                for (String topic : from.getConfiguration().getTopic().split(",")) {
                    requireValid(topic.strip(), route.getInput(), route.getId());
                }
            }
            RouteSteps.all(route).forEach(step -> names.requireTargets(step, route.getId()));
        });
        context.getRouteConfigurationDefinitions().forEach(all -> all.getOnExceptions().stream()
                .flatMap(RouteSteps::all)
                .forEach(step -> names.requireTargets(step, all.getId())));
    }

    private void requireTargets(ProcessorDefinition<?> step, String id) {
        SendTargets.of(step)
                .map(uri -> context.resolvePropertyPlaceholders(uri).replace("://", ":"))
                .filter(uri -> uri.startsWith(KAFKA) && !isDynamic(step, uri))
                .forEach(uri -> requireValid(uri.substring(KAFKA.length()).replaceFirst("(?s)\\?.*", ""), step, id));
    }

    /** A plus in a {@code toD} stands before what another language says. */
    private static boolean isDynamic(ProcessorDefinition<?> step, String uri) {
        return SIMPLE.matcher(uri).find() || step instanceof ToDynamicDefinition && uri.contains("+");
    }

    private static void requireValid(String topic, OptionalIdentifiedDefinition<?> step, String id) {
        if (!TopicName.isValid(topic)) {
            throw new RouteMistake(
                    "%s: kafka:%s: wanted is %s".formatted(StepPlace.of(step, id), topic, TopicName.WANTED));
        }
    }
}
