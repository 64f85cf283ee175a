package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.camel.builder.Builder.body;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A route that reads a topic without a broker, in which those records fail that a test names. */
abstract class FailingRoute {

    static final String KAFKA = "kafka:orders?groupId=a-group&brokers=localhost:1";

    final MockTopic topic = new MockTopic(new TopicPartition("orders", 0), "dead", 5);
    final CamelContext context = new DefaultCamelContext();
    final List<String> tried = new CopyOnWriteArrayList<>();
    final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    /** How often a record fails that is not named here fails for ever. */
    final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();

    final Lines lines = new Lines();

    @BeforeEach
    void prepare() throws Exception {
        KafkaWithGuarantees kafka = new KafkaWithGuarantees();
        kafka.setKafkaClientFactory(topic);
        context.addComponent("kafka", kafka);
        context.addLifecycleStrategy(new RecordRoutes(context));
        // Camel's own engine forgets to end what an Error has left
        context.getShutdownStrategy().setTimeout(1);
        lines.start();
        ((Logger) LogManager.getLogger(DefaultErrorHandler.class)).addAppender(lines);
        Configurator.setLevel(DefaultErrorHandler.class, Level.ERROR);
    }

    @AfterEach
    void stop() {
        context.stop();
        Configurator.setLevel(DefaultErrorHandler.class, Level.OFF);
        ((Logger) LogManager.getLogger(DefaultErrorHandler.class)).removeAppender(lines);
    }

    void triedTwiceMore(RouteConfigurationDefinition errors) {
        errors.onException(Throwable.class)
                .maximumRedeliveries(2)
                .redeliveryDelay(1)
                .handled(true)
                .useOriginalMessage()
                .to("mock:dead");
    }

    void policy(Consumer<RouteConfigurationDefinition> clauses) throws Exception {
        context.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                clauses.accept(routeConfiguration(RecordRoutes.CONFIGURATION));
            }
        });
    }

    void add(Consumer<RouteBuilder> routes) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routes.accept(this);
            }
        });
    }

    void start(Consumer<RouteDefinition> steps) throws Exception {
        start(KAFKA, steps);
    }

    void start(String uri, Consumer<RouteDefinition> steps) throws Exception {
        add(from -> steps.accept(from.from(uri).routeId("track-orders")));
        context.start();
    }

    void step(Exchange exchange) throws Exception {
        String body = exchange.getMessage().getBody(String.class);
        tried.add(body);
        fail(body);
    }

    void fail(String record) throws Exception {
        Throwable failure = failures.get(record);
        AtomicInteger left = times.get(record);
        if (failure != null && (left == null || left.getAndDecrement() > 0)) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }

    void send(String... values) {
        for (String value : values) {
            topic.send(("key of " + value).getBytes(UTF_8), value.getBytes(UTF_8), 0, new RecordHeaders());
        }
    }

    ConsumerState state() {
        return RecordConsumer.states(context).get("track-orders");
    }

    MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    List<String> bodies(String name) {
        return mock(name).getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    Message letter(String name) {
        return mock(name).getExchanges().get(0).getMessage();
    }

    static final class Lines extends AbstractAppender {

        final Set<String> errors = ConcurrentHashMap.newKeySet();

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.ERROR)) {
                errors.add(event.getMessage().getFormattedMessage());
            }
        }
    }
}
