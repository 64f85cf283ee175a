package io.orderflow.reload;

import io.orderflow.routing.RouteSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Which routes call which others through {@code direct:}, fill their queues through {@code seda:} or send to the topics that
 * they read, as far as their text says. A call is conditional where it stands in a step that may leave it out.
 */
final class DirectCalls {

    private static final String DIRECT = "direct:";
    private static final String QUEUE = "seda:";
    private static final String TOPIC = "kafka:";

    private static final List<Class<?>> CONDITIONAL = List.of(
            ChoiceDefinition.class,
            FilterDefinition.class,
            CatchDefinition.class,
            IdempotentConsumerDefinition.class,
            OnExceptionDefinition.class,
            OnCompletionDefinition.class);

    /** @param caller the route, or the route configuration, in which the step stands */
    private record Call(
            OptionalIdentifiedDefinition<?> caller, ProcessorDefinition<?> step, String target, boolean conditional) {

        String place() {
            return StepPlace.of(step, caller.getId());
        }
    }

    private final CamelContext context;
    private final Map<String, List<RouteDefinition>> readers = new HashMap<>();
    private final Set<String> polled = new HashSet<>();
    private final List<Call> calls = new ArrayList<>();

    /** @param context has the routes */
    DirectCalls(ModelCamelContext context) {
        this.context = context;
        for (RouteDefinition route : context.getRouteDefinitions()) {
            each(key(route.getInput().getEndpointUri()))
                    .forEach(read -> readers.computeIfAbsent(read, r -> new ArrayList<>())
                            .add(route));
        }
        context.getRouteDefinitions().forEach(route -> addCalls(route, RouteSteps.beneath(route), false));
        context.getRouteConfigurationDefinitions()
                .forEach(all -> addCalls(all, List.copyOf(all.getOnExceptions()), true));
    }

    private void addCalls(
            OptionalIdentifiedDefinition<?> caller, List<? extends ProcessorDefinition<?>> steps, boolean conditional) {
        for (ProcessorDefinition<?> step : steps) {
            boolean maybe = conditional || CONDITIONAL.stream().anyMatch(kind -> kind.isInstance(step));
            if (step instanceof PollEnrichDefinition poll) {
                SendTargets.text(poll).map(this::key).forEach(polled::add);
            }
            SendTargets.of(step)
                    .map(this::key)
                    .filter(target -> waits(target) || target.startsWith(TOPIC))
                    .filter(target -> !target.contains("${"))
                    .forEach(target -> calls.add(new Call(caller, step, target, maybe)));
            addCalls(caller, RouteSteps.beneath(step), maybe);
        }
    }

    /** A route may read several topics. */
    private static Stream<String> each(String read) {
        return read.startsWith(TOPIC)
                ? Arrays.stream(read.substring(TOPIC.length()).split(",")).map(TOPIC::concat)
                : Stream.of(read);
    }

    /** Whether what is sent there waits for a route that reads it. */
    private static boolean waits(String target) {
        return target.startsWith(DIRECT) || target.startsWith(QUEUE);
    }

    private String key(String uri) {
        String plain = context.resolvePropertyPlaceholders(uri).replace("://", ":");
        return plain.contains("?") ? plain.substring(0, plain.indexOf('?')) : plain;
    }

    /** The endpoints from which routes read. */
    Set<String> read() {
        Set<String> read = new HashSet<>(readers.keySet());
        read.addAll(polled);
        return read;
    }

    /** Those to which routes send and from which none reads, each with a sentence that says who does. */
    Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        Set<String> read = read();
        for (Call call : calls) {
            if (waits(call.target) && !read.contains(call.target)) {
                missing.putIfAbsent(call.target, "%s: no route reads from %s".formatted(call.place(), call.target));
            }
        }
        return missing;
    }

    /** @throws RouteMistake where routes call each other in a circle that has no way out */
    void requireNoCircle() {
        for (Call call : calls) {
            List<String> way = new ArrayList<>(List.of(call.caller.getId()));
            if (!call.conditional && leadsBack(call, call.caller, way, new HashSet<>())) {
                throw new RouteMistake("%s: the routes call each other in a circle that never ends: %s"
                        .formatted(call.place(), String.join(" > ", way)));
            }
        }
    }

    private boolean leadsBack(
            Call call, OptionalIdentifiedDefinition<?> begin, List<String> way, Set<RouteDefinition> seen) {
        for (RouteDefinition next : readers.getOrDefault(call.target, List.of())) {
            // a queue's sender does not wait for its reader
            if (call.target.startsWith(QUEUE) || !seen.add(next)) {
                continue;
            }
            way.add(next.getId());
            if (next == begin
                    || calls.stream()
                            .filter(other -> other.caller == next && !other.conditional)
                            .anyMatch(other -> leadsBack(other, begin, way, seen))) {
                return true;
            }
            way.remove(way.size() - 1);
        }
        return false;
    }
}
