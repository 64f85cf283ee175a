package io.orderflow.reload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.CamelContextHelper;

/**
 * Routes that read the same topic in the same consumer group: each record goes to one of them alone, and is done for the
 * group when that one is done with it. A topic as a pattern is left out, and so is a route that does not start by itself.
 */
final class SharedGroups {

    /** @param brokers where the topics are, as it is written */
    private record Reader(RouteDefinition route, String brokers, String group, Set<String> topics) {

        static Reader of(RouteDefinition route, KafkaConfiguration options) {
            Set<String> topics = Arrays.stream(options.getTopic().split(","))
                    .map(String::strip)
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Reader(route, options.getBrokers(), options.getGroupId(), topics);
        }

        boolean sharesGroup(Reader other) {
            return group.equals(other.group) && Objects.equals(brokers, other.brokers);
        }

        String place() {
            return StepPlace.of(route.getInput(), route.getId());
        }
    }

    private SharedGroups() {}

    /** @throws RouteMistake where two routes would take records from each other, with both and what to do */
    static void requireNone(ModelCamelContext context) {
        List<Reader> readers = new ArrayList<>();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            if (context.getEndpoint(route.getInput().getEndpointUri()) instanceof KafkaEndpoint endpoint
                    && !endpoint.getConfiguration().isTopicIsPattern()
                    && !Boolean.FALSE.equals(CamelContextHelper.parseBoolean(context, route.getAutoStartup()))) {
                Reader reader = Reader.of(route, endpoint.getConfiguration());
                readers.forEach(before -> requireApart(before, reader));
                readers.add(reader);
            }
        }
    }

    private static void requireApart(Reader before, Reader reader) {
        Set<String> both = new TreeSet<>(before.topics);
        both.retainAll(reader.topics);
        if (!both.isEmpty() && reader.sharesGroup(before)) {
            throw new RouteMistake(
                    "%s: it reads %s in the group %s, as does %s, and each record would go to one of them alone; give one of them another groupId"
                            .formatted(reader.place(), String.join(", ", both), reader.group, before.place()));
        }
    }
}
