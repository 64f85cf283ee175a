package io.orderflow.consumer;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.processor.FatalFallbackErrorHandler;
import org.apache.camel.processor.errorhandler.ExceptionPolicy;
import org.apache.camel.processor.errorhandler.NoErrorHandler;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.reifier.errorhandler.NoErrorHandlerReifier;

/**
 * What becomes of a record that has failed, as the {@code onException} clauses of its route say it: how often it is tried
 * again, after which pauses, and what is done with it then. Camel chooses the clause and computes the pause; the consumer
 * tries again, from the beginning of the route, so that a key waits and no thread.
 */
final class FailurePolicy {

    /**
     * @param retry whether the record is tried again, and nothing else is done with it
     * @param pause before it is tried again, then or when what is done fails too
     * @param steps what is done with it; null for nothing
     * @param original whether these steps are given the record rather than what the route had made of it
     * @param isEnd whether the record is done when they are; if not, it goes on to the last resort
     */
    record Decision(boolean retry, Duration pause, Processor steps, boolean original, boolean isEnd) {}

    private final CamelContext context;
    private final Route route;
    private final Clauses clauses;
    private final Clauses lastResort;

    FailurePolicy(Route route) {
        this.context = route.getCamelContext();
        this.route = route;
        this.clauses = new Clauses(route, false);
        this.lastResort = new Clauses(route, true);
    }

    /** What has to be started before it is used, and stopped. */
    List<Service> services() {
        return List.of(clauses, lastResort);
    }

    /**
     * @param exchange as it was when the cause was thrown
     * @param retry what is known of earlier failures, or null
     */
    Decision decide(Exchange exchange, Throwable cause, Retry retry) {
        ExceptionPolicy clause = clauses.of(exchange, cause);
        if (clause == null) {
            return new Decision(true, pause(new RedeliveryPolicy(), retry), null, true, false);
        }
        RedeliveryPolicy redelivery = clause.createRedeliveryPolicy(context, none());
        Duration pause = pause(redelivery, retry);
        boolean again = redelivery.shouldRedeliver(exchange, Retry.failures(retry) + 1, clause.getRetryWhilePolicy());
        return new Decision(again, pause, steps(clause), clause.isUseOriginalInMessage(), isEnd(clause, exchange));
    }

    /** What is done with a record when a clause has not dealt with it; null where the routes have no such policy. */
    Processor lastResort(Exchange exchange, Throwable cause) {
        ExceptionPolicy clause = lastResort.of(exchange, cause);
        return clause == null ? null : steps(clause);
    }

    private static boolean isEnd(ExceptionPolicy clause, Exchange exchange) {
        return clause.getHandledPolicy() != null && clause.getHandledPolicy().matches(exchange)
                || clause.getContinuedPolicy() != null
                        && clause.getContinuedPolicy().matches(exchange);
    }

    private Processor steps(ExceptionPolicy clause) {
        // what fails in these steps is the consumer's to report
        return route.getOnException(clause.getId()) instanceof FatalFallbackErrorHandler handler
                ? handler.getProcessor()
                : route.getOnException(clause.getId());
    }

    private static RedeliveryPolicy none() {
        RedeliveryPolicy none = new RedeliveryPolicy();
        none.setMaximumRedeliveries(0);
        return none;
    }

    private static Duration pause(RedeliveryPolicy redelivery, Retry retry) {
        long before = retry == null ? 0 : retry.pause().toMillis();
        long pause = redelivery.calculateRedeliveryDelay(before, Retry.failures(retry) + 1);
        return Duration.ofMillis(Math.max(1, pause));
    }

    /** The clauses of a route, or those of them alone that come from a route configuration. */
    private static final class Clauses extends NoErrorHandler {

        Clauses(Route route, boolean configurations) {
            super(exchange -> {});
            NoErrorHandlerReifier reifier = new NoErrorHandlerReifier(route, new NoErrorHandlerDefinition());
            for (NamedNode node : route.getErrorHandlers(route.getErrorHandlerFactory())) {
                OnExceptionDefinition clause = (OnExceptionDefinition) node;
                if (!configurations || !clause.isRouteScoped()) {
                    reifier.addExceptionPolicy(this, clause);
                }
            }
        }

        ExceptionPolicy of(Exchange exchange, Throwable cause) {
            return getExceptionPolicy(exchange, cause);
        }
    }
}
