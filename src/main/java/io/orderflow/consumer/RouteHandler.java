package io.orderflow.consumer;

import io.orderflow.failure.ProgramEndsException;
import io.orderflow.routing.ReusedExchange;
import io.orderflow.routing.Turn;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;

/**
 * Routes a record, and follows the route's policy where that fails. The record is done when its exchange is. Used by one
 * thread, but for what goes on in another one.
 */
final class RouteHandler implements RecordHandler {

    private final Endpoint endpoint;
    private final String routeId;
    private final AsyncProcessor route;
    private final FailurePolicy policy;
    private final RecordFormat format;
    private final RecordFormat rawFormat;
    private final ReusedExchange exchanges;

    RouteHandler(Endpoint endpoint, String routeId, AsyncProcessor route, FailurePolicy policy, RecordFormat format) {
        this.endpoint = endpoint;
        this.routeId = routeId;
        this.route = route;
        this.policy = policy;
        this.format = format;
        this.rawFormat = format.raw();
        this.exchanges = new ReusedExchange(endpoint, routeId);
    }

    @Override
    public Outcome handle(PolledRecord record, Retry retry, Consumer<Outcome> later) {
        return new Try(record, retry, later).begin();
    }

    private Exchange exchange(PolledRecord record) {
        Exchange exchange = DefaultExchange.newFromEndpoint(endpoint);
        exchange.getExchangeExtension().setFromRouteId(routeId);
        record.putInto(exchange);
        return exchange;
    }

    /** One try of a record: the route, and what the policy says where it fails. */
    private final class Try implements Ended {

        private final PolledRecord record;
        private final Retry retry;
        private final Consumer<Outcome> later;

        Try(PolledRecord record, Retry retry, Consumer<Outcome> later) {
            this.record = record;
            this.retry = retry;
            this.later = later;
        }

        Outcome begin() {
            ReceivedMessage message;
            try {
                message = new ReceivedMessage(endpoint.getCamelContext(), record, format);
            } catch (Throwable e) {
                Exchange exchange = exchange(record);
                exchange.setIn(asItIs());
                return ended(exchange, e);
            }
            if (retry != null) {
                message.setHeader(Exchange.REDELIVERED, true);
                message.setHeader(Exchange.REDELIVERY_COUNTER, retry.failures());
            }
            Exchange exchange = exchanges.next(message);
            record.putInto(exchange);
            Call call = new Call(exchange, this, later);
            Outcome outcome = call.begin(route);
            if (call.endedHere()) {
                exchanges.giveBack(exchange);
            }
            return outcome;
        }

        /** What follows when the route has ended. */
        @Override
        public Outcome ended(Exchange exchange, Throwable failure) {
            if (failure == null) {
                return Outcome.DONE;
            }
            if (ProgramEndsException.isCauseOf(failure)) {
                // no policy is asked: it was not tried
                return Outcome.failed(failure, PAUSE);
            }
            FailurePolicy.Decision decision = policy.decide(exchange, failure, retry);
            if (decision.retry()) {
                return Outcome.failed(failure, decision.pause());
            }
            if (decision.steps() == null) {
                return decision.isEnd() ? Outcome.DONE : lastResort(exchange, failure, decision.pause());
            }
            Exchange dead = handled(exchange, failure, decision.original());
            Outcome outcome = run(decision.steps(), dead, (handled, again) -> {
                if (again != null) {
                    return Outcome.failed(again, decision.pause());
                }
                return decision.isEnd() ? Outcome.DONE : lastResort(exchange, failure, decision.pause());
            });
            // a record that was tried again may succeed where its dead letter can't be written: its key waits
            return outcome == null && decision.isEnd() && retry == null ? Outcome.GIVEN_UP : outcome;
        }

        private Outcome lastResort(Exchange exchange, Throwable failure, Duration pause) {
            Processor steps = policy.lastResort(exchange, failure);
            return steps == null
                    ? Outcome.failed(failure, pause)
                    : run(
                            steps,
                            handled(exchange, failure, true),
                            (handled, again) -> again == null ? Outcome.DONE : Outcome.failed(again, pause));
        }

        private Outcome run(Processor steps, Exchange exchange, Ended ended) {
            return new Call(exchange, ended, later).begin(AsyncProcessorConverterHelper.convert(steps));
        }

        /** The exchange that the steps of a clause are given. */
        private Exchange handled(Exchange failed, Throwable failure, boolean original) {
            Exchange exchange = exchange(record);
            exchange.setIn(original ? asItIs() : copy(failed));
            exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
            exchange.setProperty(
                    ExchangePropertyKey.FAILURE_ROUTE_ID, failed.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID));
            return exchange;
        }

        private Message copy(Exchange failed) {
            try {
                return failed.getMessage().copy();
            } catch (RuntimeException e) {
                // a copy has all headers, and the deserializer refuses the key
                return asItIs();
            }
        }

        private Message asItIs() {
            return new ReceivedMessage(endpoint.getCamelContext(), record, rawFormat);
        }
    }

    /** What follows when an exchange has ended; @return the record's outcome, or null where that is not known yet */
    private interface Ended {
        Outcome ended(Exchange exchange, Throwable failure);
    }

    /**
     * An exchange on its way, in the thread that began it or in another one. Of the return from the call and the end of
     * the exchange the first leaves the rest to the second; a second end is none.
     */
    private static final class Call extends Turn {

        private final transient Ended ended;
        private final transient Consumer<Outcome> later;

        Call(Exchange exchange, Ended ended, Consumer<Outcome> later) {
            super(exchange);
            this.ended = ended;
            this.later = later;
        }

        /** @return the outcome, or null where {@code later} is given it */
        Outcome begin(AsyncProcessor processor) {
            return take(processor) ? ended.ended(exchange, failure()) : null;
        }

        /** Whether nobody has the exchange any more. */
        boolean endedHere() {
            return wasSynchronous();
        }

        @Override
        protected void goOn() {
            Outcome outcome = outcome();
            if (outcome != null && outcome != Outcome.GIVEN_UP) {
                later.accept(outcome);
            }
        }

        /** Whatever is thrown here, nobody above knows of the record. */
        private Outcome outcome() {
            try {
                return ended.ended(exchange, failure());
            } catch (Throwable e) {
                return Outcome.failed(e, PAUSE);
            }
        }

        private Throwable failure() {
            if (exchange.getException() == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
                return new RollbackExchangeException(exchange);
            }
            return exchange.getException();
        }
    }
}
