package io.orderflow.reload;

import io.orderflow.routing.RouteSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.util.StringHelper;

/**
 * Steps that put an order aside: its exchange ends, and so it counts as done, before all is done with it. What they hold
 * is completed before a route stops, as far as Camel can; a crash loses it.
 */
public final class PutAside {

    private static final String SEE = "; see docs/your-own-step.md";
    private static final Map<Class<?>, String> STEPS = Map.of(
            AggregateDefinition.class,
            "aggregate holds orders that count as done already: a stop or a save completes what it holds, a crash loses it",
            ResequenceDefinition.class,
            "resequence holds what counts as done already: a stop, a save or a crash loses it",
            WireTapDefinition.class,
            "wireTap sends a copy that the order does not wait for: where it fails, it is not tried again, and a crash loses it",
            OnCompletionDefinition.class,
            "onCompletion is run when the order counts as done: where it fails, it is not tried again");
    private static final List<String> QUEUES = List.of("seda", "disruptor", "disruptor-vm", "stub");
    /** What an order from a topic may come from. */
    private static final Set<String> REACHED = Set.of("kafka", "direct", "seda", "disruptor", "disruptor-vm", "stub");

    private PutAside() {}

    /**
     * From now on each aggregate of this context completes what it holds when its route stops, unless it says otherwise,
     * and a route waits for the copies that its wireTaps have sent. What is left in a queue at the end is reported.
     */
    public static void completeOnStop(CamelContext context) {
        context.getManagementStrategy().addEventNotifier(new LeftInQueues(context));
        ((ModelCamelContext) context).addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
            @Override
            public void onAddRouteDefinition(RouteDefinition route) {
                all(route, AggregateDefinition.class).forEach(PutAside::complete);
                all(route, WireTapDefinition.class).forEach(tap -> tap.addInterceptStrategy(new TappedCopies()));
            }
        });
    }

    private static void complete(AggregateDefinition aggregate) {
        if (aggregate.getCompleteAllOnStop() == null) {
            aggregate.setCompleteAllOnStop("true");
        }
    }

    /** @throws RouteMistake where an order may come to a step that loses it when its route stops, and can't be made not to */
    static void requireNoneLost(RouteDefinition route) {
        if (REACHED.contains(StringHelper.before(route.getInput().getEndpointUri(), ":", ""))) {
            all(route, ResequenceDefinition.class).findFirst().ifPresent(step -> {
                throw lost(
                        route,
                        step,
                        "resequence would lose the orders that it holds at each stop and save; a user's orders come in"
                                + " order without it");
            });
            all(route, OnCompletionDefinition.class)
                    .filter(PutAside::hasThreads)
                    .findFirst()
                    .ifPresent(step -> {
                        throw lost(
                                route,
                                step,
                                "onCompletion in threads of its own (parallelProcessing, executorService) would lose what it"
                                        + " has not begun at each stop and save; without them it is run by its order's thread");
                    });
        }
    }

    private static boolean hasThreads(OnCompletionDefinition step) {
        return step.getParallelProcessing() != null && !"false".equals(step.getParallelProcessing())
                || step.getExecutorService() != null;
    }

    private static RouteMistake lost(RouteDefinition route, ProcessorDefinition<?> step, String why) {
        return new RouteMistake(StepPlace.of(step, route.getId()) + ": " + why + SEE);
    }

    /** The warnings about the steps of a route, a sentence for each kind. */
    static List<String> warnings(RouteDefinition route) {
        List<String> warnings = new ArrayList<>();
        STEPS.forEach((kind, sentence) -> RouteSteps.all(route)
                .filter(kind::isInstance)
                .findFirst()
                .ifPresent(step -> warnings.add(StepPlace.of(step, route.getId()) + ": " + sentence + SEE)));
        RouteSteps.all(route)
                .flatMap(step -> SendTargets.of(step)
                        .map(uri -> StringHelper.before(uri, ":", ""))
                        .filter(QUEUES::contains)
                        .map(scheme -> StepPlace.of(step, route.getId())
                                + ": what is in the queue of %s: counts as done already, and a crash loses it%s"
                                        .formatted(scheme, SEE)))
                .findFirst()
                .ifPresent(warnings::add);
        return warnings;
    }

    private static <T> Stream<T> all(RouteDefinition route, Class<T> kind) {
        return RouteSteps.all(route).filter(kind::isInstance).map(kind::cast);
    }
}
