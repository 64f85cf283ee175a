package io.orderflow.benchmark;

import io.orderflow.order.Order;
import io.orderflow.routing.OriginalMessage;
import io.orderflow.routing.ReusedExchange;
import io.orderflow.routing.StackRouting;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;

/** What two routes, with a step each and a call between them, cost for an exchange. */
public final class RoutingBenchmark {

    private static final int EXCHANGES = 200_000;
    private static final int RUNS = 15;

    private RoutingBenchmark() {}

    public static void main(String[] args) throws Exception {
        try (CamelContext camel = context(false);
                CamelContext stack = context(true)) {
            Table.print(
                    "two routes",
                    Table.interleaved(
                            RUNS,
                            EXCHANGES,
                            new Table.Contender("Camel's own way", Table.timed(() -> fresh(camel))),
                            new Table.Contender("on the caller's stack", Table.timed(() -> fresh(stack))),
                            new Table.Contender("the same, one exchange reused", Table.timed(() -> reused(stack)))));
        }
    }

    private static CamelContext context(boolean stack) throws Exception {
        CamelContext context = new DefaultCamelContext();
        if (stack) {
            StackRouting.install(context, Order.class);
        }
        context.setStreamCaching(false);
        context.getRegistry().bind("step", new Step());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:first").routeId("first").bean(Step.class, "read").to("direct:second");
                from("direct:second").routeId("second").bean(Step.class, "log");
            }
        });
        context.start();
        return context;
    }

    private static void fresh(CamelContext context) throws Exception {
        Endpoint endpoint = context.getEndpoint("direct:first");
        AsyncProcessor route = (AsyncProcessor) context.getRoute("first").getProcessor();
        for (int i = 0; i < EXCHANGES; i++) {
            Exchange exchange = DefaultExchange.newFromEndpoint(endpoint);
            exchange.getExchangeExtension().setFromRouteId("first");
            exchange.setIn(new Order(context, "order"));
            route.process(exchange, sync -> {});
            check(exchange);
        }
    }

    private static void reused(CamelContext context) throws Exception {
        ReusedExchange exchanges = new ReusedExchange(context.getEndpoint("direct:first"), "first");
        AsyncProcessor route = (AsyncProcessor) context.getRoute("first").getProcessor();
        for (int i = 0; i < EXCHANGES; i++) {
            Exchange exchange = exchanges.next(new Order(context, "order"));
            boolean ended = route.process(exchange, sync -> {});
            check(exchange);
            if (ended) {
                exchanges.giveBack(exchange);
            }
        }
    }

    private static void check(Exchange exchange) {
        if (!"order read".equals(exchange.getMessage().getBody()) || exchange.getException() != null) {
            throw new IllegalStateException("The routes have not run", exchange.getException());
        }
    }

    public static class Step {
        private static final String READ = "order read";
        private long lines;

        public String read(String body) {
            return READ;
        }

        public void log(String body) {
            lines += body.length();
        }
    }

    private static final class Order extends DefaultMessage implements OriginalMessage {
        private final String body;

        Order(CamelContext context, String body) {
            super(context);
            this.body = body;
            setBody(body);
        }

        @Override
        public Order original(CamelContext context) {
            return new Order(context, body);
        }
    }
}
