package io.orderflow.routing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;

/** Sends bodies through a route "start" as a consumer does, and says in words what came of them. */
final class RouteRun implements AutoCloseable {

    enum Way {
        CAMEL,
        STACK,
        REUSED
    }

    interface Routes {
        void add(RouteBuilder builder) throws Exception;
    }

    private final CamelContext context = new DefaultCamelContext();
    private final Way way;
    private ReusedExchange reused;

    RouteRun(Way way, Routes routes) throws Exception {
        this.way = way;
        if (way != Way.CAMEL) {
            StackRouting.install(context, String.class);
        }
        context.setStreamCaching(false);
        context.getShutdownStrategy().setTimeout(1);
        context.getRegistry().bind("steps", new TestSteps());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.add(this);
            }
        });
        context.start();
    }

    CamelContext context() {
        return context;
    }

    /** What became of each exchange, and then what arrived at each mock. */
    List<String> send(int arrivals, String... bodies) throws Exception {
        List<String> outcome = new ArrayList<>();
        for (String body : bodies) {
            outcome.add(send(body));
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> arrivals() >= arrivals
                        && context.getInflightRepository().size() == 0);
        mocks().forEach((uri, mock) -> outcome.addAll(received(uri, mock)));
        return outcome;
    }

    private static List<String> received(String uri, MockEndpoint mock) {
        Stream<String> received = mock.getReceivedExchanges().stream().map(e -> uri + " <- " + words(e));
        return (uri.contains("in-any-order") ? received.sorted() : received).toList();
    }

    String send(String body) throws Exception {
        Exchange exchange = exchange(body);
        boolean synchronously = process(exchange);
        String words = words(exchange);
        if (way == Way.REUSED && synchronously) {
            reused.giveBack(exchange);
        }
        return words;
    }

    private Exchange exchange(String body) {
        if (way == Way.REUSED) {
            if (reused == null) {
                reused = new ReusedExchange(context.getEndpoint("direct:start"), "start");
            }
            return reused.next(new Sent(context, body));
        }
        Exchange exchange = DefaultExchange.newFromEndpoint(context.getEndpoint("direct:start"));
        exchange.getExchangeExtension().setFromRouteId("start");
        exchange.setIn(new Sent(context, body));
        return exchange;
    }

    boolean process(Exchange exchange) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AsyncProcessor route = (AsyncProcessor) context.getRoute("start").getProcessor();
        boolean synchronously = route.process(exchange, sync -> {
            if (done.getCount() == 0) {
                throw new IllegalStateException("called twice");
            }
            done.countDown();
        });
        if (!done.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the callback was never called");
        }
        return synchronously;
    }

    private long arrivals() {
        return mocks().values().stream()
                .mapToLong(MockEndpoint::getReceivedCounter)
                .sum();
    }

    private Map<String, MockEndpoint> mocks() {
        Map<String, MockEndpoint> mocks = new TreeMap<>();
        context.getEndpoints().stream()
                .filter(MockEndpoint.class::isInstance)
                .forEach(e -> mocks.put(e.getEndpointUri(), (MockEndpoint) e));
        return mocks;
    }

    static String words(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        return "%s headers=%s properties=%s variables=%s from=%s exception=%s failed=%s rollback=%s/%s stop=%s handled=%s/%s exhausted=%s redelivered=%d"
                .formatted(
                        plain(exchange.getMessage().getBody()),
                        plain(exchange.getMessage().getHeaders()),
                        plain(exchange.getAllProperties()),
                        plain(exchange.getVariables()),
                        exchange.getFromRouteId(),
                        exchange.getException() == null
                                        || exchange.getException().getCause() == null
                                ? exchange.getException()
                                : exchange.getException().getCause(),
                        exchange.isFailed(),
                        exchange.isRollbackOnly(),
                        exchange.isRollbackOnlyLast(),
                        exchange.isRouteStop(),
                        extension.isFailureHandled(),
                        extension.getErrorHandlerHandled(),
                        extension.isRedeliveryExhausted(),
                        extension.getRedeliveryCounter())
                .replaceAll("ID-[\\w-]+|[0-9A-F]{15}-[0-9A-F]{16}", "id")
                .replaceAll("@[0-9a-f]+", "")
                .replaceAll("\\b(route|to|setBody|interceptSendToEndpoint)[0-9]+", "$1")
                .replaceAll("(CamelReceivedTimestamp|CamelMessageTimestamp|CamelCreatedTimestamp)=[^,}]*", "$1");
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new TreeMap<>();
            map.forEach((key, v) -> plain.put(String.valueOf(key), plain(v)));
            return plain;
        }
        return value instanceof byte[] bytes ? new String(bytes) : String.valueOf(value);
    }

    @Override
    public void close() {
        context.stop();
    }

    /** Like a record's message. */
    static final class Sent extends DefaultMessage implements OriginalMessage {
        private final String body;

        Sent(CamelContext context, String body) {
            super(context);
            this.body = body;
            setBody(body);
            setHeader("came", body);
        }

        @Override
        public DefaultMessage original(CamelContext context) {
            return new Sent(context, body);
        }
    }
}
