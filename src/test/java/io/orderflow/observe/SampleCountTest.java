package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orderflow.routing.OriginalMessage;
import io.orderflow.routing.ReusedExchange;
import io.orderflow.routing.StackRouting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What went through the steps of a route, told by few of the exchanges. */
class SampleCountTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ThroughCount route = new ThroughCount();
    private final Map<String, SampleCount> steps = new HashMap<>();
    private ReusedExchange exchanges;
    private AsyncProcessor processor;

    private static final class Sent extends DefaultMessage implements OriginalMessage {

        Sent(CamelContext context, Object body) {
            super(context);
            setBody(body);
        }

        @Override
        public Message original(CamelContext context) {
            return new Sent(context, getBody());
        }
    }

    @BeforeEach
    void start() throws Exception {
        StackRouting.install(context, String.class);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start")
                        .routeId("start")
                        .errorHandler(noErrorHandler())
                        .setHeader("first", constant("1"))
                        .id("first")
                        .filter(simple("${body} range '0..499'"))
                        .id("filter")
                        .setHeader("half", constant("1"))
                        .id("half")
                        .end()
                        .bean(new Failing())
                        .id("fails")
                        .setHeader("last", constant("1"))
                        .id("last");
            }
        });
        context.start();
        Route started = context.getRoute("start");
        processor = (AsyncProcessor) started.getProcessor();
        route.sample();
        ((InternalProcessor) processor).addAdvice(route);
        count(started.navigate());
        exchanges = new ReusedExchange(started.getEndpoint(), "start");
    }

    /** A step. */
    public static final class Failing {

        /** Fails with one of a thousand. */
        public void fail(Exchange exchange) {
            if (exchange.getMessage().getBody(int.class) % 1_000 == 7) {
                throw new IllegalStateException("no");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void count(Navigate<Processor> from) {
        if (from instanceof Channel channel && channel.getNextProcessor() instanceof IdAware step) {
            SampleCount count = new SampleCount(route);
            ((InternalProcessor) channel).addAdvice(count);
            steps.put(step.getId(), count);
        }
        for (Processor next : from.hasNext() ? from.next() : List.<Processor>of()) {
            if (next instanceof Navigate<?>) {
                count((Navigate<Processor>) next);
            }
        }
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            Exchange exchange = exchanges.next(new Sent(context, i % 1_000));
            processor.process(exchange, done -> {});
            exchanges.giveBack(exchange);
        }
    }

    @Test
    void of_few_each_is_counted_and_timed_and_only_where_it_went() {
        send(20);

        assertThat(steps).containsOnlyKeys("first", "filter", "half", "fails", "last");
        assertThat(steps.get("first").through().exchanges()).isEqualTo(20);
        assertThat(steps.get("half").through().exchanges()).isEqualTo(20);
        assertThat(steps.get("fails").through().failures()).isEqualTo(1);
        assertThat(steps.get("last").through().exchanges()).isEqualTo(19);
        assertThat(steps.get("last").through().failures()).isZero();
        assertThat(steps.get("first").through().p99Millis()).isNotNull();
        assertThat(route.through().exchanges()).isEqualTo(20);
    }

    @Test
    void of_many_the_straight_way_is_told_exactly_branches_nearly_and_each_failure() {
        send(1_000_000);

        assertThat(route.sampled()).isLessThanOrEqualTo(1_100_000);
        assertThat(steps.get("first").through().exchanges()).isEqualTo(1_000_000);
        assertThat(steps.get("half").through().exchanges()).isCloseTo(500_000, within(100_000L));
        assertThat(steps.get("fails").through().failures()).isEqualTo(1_000);
        assertThat(steps.get("first").through().failures()).isZero();
    }

    @Test
    void what_came_before_a_step_was_loaded_does_not_count_there() {
        send(10);
        SampleCount later = new SampleCount(route);

        assertThat(later.through()).isEqualTo(Through.NONE);
        assertThat(route.count()).isEqualTo(10);
    }
}
