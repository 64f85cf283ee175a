package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.apache.camel.builder.Builder.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a record that fails, in a route that reads a topic without a broker. */
class FailurePolicyTest {

    private static final String KAFKA = "kafka:orders?groupId=a-group&brokers=localhost:1";

    private final MockTopic topic = new MockTopic(new TopicPartition("orders", 0), "dead", 5);
    private final CamelContext context = new DefaultCamelContext();
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    /** How often a record fails that is not named here fails for ever. */
    private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();

    private final Lines lines = new Lines();

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

    @Test
    void a_route_without_a_policy_follows_the_one_for_records() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad", "good");

        topic.awaitDone();

        assertThat(tried).containsExactlyInAnyOrder("bad", "bad", "bad", "good");
        assertThat(bodies("dead")).containsExactly("bad");
        assertThat(letter("dead").getExchange().getProperty(Exchange.EXCEPTION_CAUGHT))
                .isSameAs(failures.get("bad"));
    }

    @Test
    void what_is_hopeless_is_tried_once() throws Exception {
        policy(errors -> {
            errors.onException(IllegalArgumentException.class).handled(true).to("mock:hopeless");
            triedTwiceMore(errors);
        });
        start(route -> route.process(this::step));
        failures.put("bad", new RuntimeCamelException(new IllegalArgumentException("never")));
        send("bad");

        topic.awaitDone();

        assertThat(tried).containsExactly("bad");
        assertThat(bodies("hopeless")).containsExactly("bad");
        assertThat(bodies("dead")).isEmpty();
    }

    @Test
    void the_closest_clause_goes_first_and_of_two_alike_the_one_of_the_route() throws Exception {
        policy(errors -> {
            errors.onException(IllegalStateException.class).handled(true).to("mock:exact");
            errors.onException(IllegalArgumentException.class).handled(true).to("mock:exact");
            triedTwiceMore(errors);
        });
        start(route -> route.onException(RuntimeException.class)
                .handled(true)
                .to("mock:own")
                .end()
                .onException(IllegalArgumentException.class)
                .handled(true)
                .to("mock:own")
                .end()
                .process(this::step));
        failures.put("closer there", new IllegalStateException("no"));
        failures.put("in both", new IllegalArgumentException("no"));
        failures.put("only here", new UnsupportedOperationException("no"));
        failures.put("only there", new java.io.IOException("no"));
        send("closer there", "in both", "only here", "only there");

        topic.awaitDone();

        assertThat(bodies("own")).containsExactlyInAnyOrder("in both", "only here");
        assertThat(bodies("exact")).containsExactly("closer there");
        assertThat(bodies("dead")).containsExactly("only there");
    }

    @Test
    void a_clause_without_steps_and_pauses_drops_the_record_after_one_try() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.onException(IllegalStateException.class)
                .handled(true)
                .end()
                .process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(tried).containsExactly("bad");
        assertThat(bodies("dead")).isEmpty();
    }

    @Test
    void a_clause_of_the_route_that_does_not_handle_leaves_it_to_the_policy_for_records() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.onException(IllegalStateException.class)
                .maximumRedeliveries(1)
                .redeliveryDelay(1)
                .to("mock:own")
                .end()
                .process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(tried).hasSize(2);
        assertThat(bodies("own")).containsExactly("bad");
        assertThat(bodies("dead")).containsExactly("bad");
    }

    @Test
    void where_nobody_handles_it_a_record_waits_and_is_neither_lost_nor_committed() throws Exception {
        start(route -> route.onException(IllegalStateException.class)
                .maximumRedeliveries(1)
                .redeliveryDelay(3_600_000)
                .maximumRedeliveryDelay(3_600_000)
                .end()
                .process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad", "good");

        await().until(() -> tried.contains("good") && state().waitingKeys() == 1);

        ConsumerState.WaitingRecord waiting = state().waiting().get(0);
        assertThat(waiting.record().offset()).isEqualTo(5);
        assertThat(waiting.tries()).isEqualTo(1);
        assertThat(waiting.until()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(waiting.cause()).isSameAs(failures.get("bad"));
        await().until(() -> topic.committed() != null);
        assertThat(topic.committed().offset()).isEqualTo(5);
    }

    @Test
    void without_any_policy_a_record_is_tried_until_it_succeeds() throws Exception {
        start(route -> route.process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        times.put("bad", new AtomicInteger(1));
        send("bad");

        topic.awaitDone();

        assertThat(tried).containsExactly("bad", "bad");
    }

    @Test
    void the_pauses_are_those_of_the_clause() throws Exception {
        policy(errors -> errors.onException(Throwable.class)
                .maximumRedeliveries(10)
                .redeliveryDelay(1)
                .useExponentialBackOff()
                .backOffMultiplier(10_000)
                .maximumRedeliveryDelay(7_200_000)
                .handled(true)
                .to("mock:dead"));
        start(route -> route.process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        await().until(() -> tried.size() == 2 && state().waitingKeys() == 1);

        assertThat(state().waiting().get(0).tries()).isEqualTo(2);
        assertThat(state().waiting().get(0).until()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void a_record_that_is_tried_again_says_so() throws Exception {
        List<Object> counters = new CopyOnWriteArrayList<>();
        policy(this::triedTwiceMore);
        start(route -> route.process(exchange -> {
            counters.add(String.valueOf(exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER)));
            step(exchange);
        }));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(counters).containsExactly("null", "1", "2");
    }

    @Test
    void the_dead_letter_is_what_the_clause_asks_for() throws Exception {
        policy(errors -> {
            errors.onException(IllegalStateException.class)
                    .handled(true)
                    .useOriginalMessage()
                    .to("mock:original");
            errors.onException(IllegalArgumentException.class).handled(true).to("mock:current");
        });
        start(route -> route.process(exchange ->
                        exchange.setProperty("record", exchange.getIn().getBody(String.class)))
                .setBody(constant("changed"))
                .process(exchange -> fail(exchange.getProperty("record", String.class))));
        failures.put("one", new IllegalStateException("no"));
        failures.put("two", new IllegalArgumentException("no"));
        send("one", "two");

        topic.awaitDone();

        assertThat(bodies("original")).containsExactly("one");
        assertThat(bodies("current")).containsExactly("changed");
        assertThat(letter("original").getHeader(KafkaConstants.OFFSET)).isEqualTo(5L);
        assertThat(letter("current").getHeader(KafkaConstants.OFFSET)).isEqualTo(6L);
    }

    @Test
    void a_dead_letter_that_fails_is_tried_again_until_it_is_taken() throws Exception {
        policy(this::triedTwiceMore);
        MockEndpoint dead = mock("dead");
        dead.whenExchangeReceived(1, exchange -> exchange.setException(new java.io.IOException("no broker")));
        dead.whenExchangeReceived(2, exchange -> exchange.setException(new java.io.IOException("no broker")));
        start(route -> route.process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(dead.getReceivedCounter()).isEqualTo(3);
    }

    @Test
    void a_direct_route_without_error_handling_leaves_its_failure_to_its_caller() throws Exception {
        policy(this::triedTwiceMore);
        add(from -> from.from("direct:step").routeId("step").process(this::step));
        start(route -> route.to("direct:step"));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(tried).hasSize(3);
        assertThat(bodies("dead")).containsExactly("bad");
        assertThat(lines.errors).isEmpty();
    }

    @Test
    void a_direct_route_with_clauses_of_its_own_keeps_them() throws Exception {
        policy(this::triedTwiceMore);
        add(from -> from.from("direct:step")
                .routeId("step")
                .onException(IllegalStateException.class)
                .handled(true)
                .to("mock:step")
                .end()
                .process(this::step));
        start(route -> route.to("direct:step"));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(tried).containsExactly("bad");
        assertThat(bodies("step")).containsExactly("bad");
        assertThat(bodies("dead")).isEmpty();
    }

    @Test
    void what_a_step_catches_itself_is_no_failure() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.doTry()
                .process(this::step)
                .doCatch(IllegalStateException.class)
                .to("mock:caught")
                .end());
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(tried).containsExactly("bad");
        assertThat(bodies("caught")).containsExactly("bad");
        assertThat(bodies("dead")).isEmpty();
    }

    @Test
    void errors_are_failures_as_well() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.process(this::step));
        failures.put("deep", new StackOverflowError());
        failures.put("missing", new NoClassDefFoundError("gone"));
        send("deep", "missing", "good");

        topic.awaitDone();

        assertThat(bodies("dead")).containsExactlyInAnyOrder("deep", "missing");
    }

    @Test
    void a_rollback_is_a_failure() throws Exception {
        policy(this::triedTwiceMore);
        start(route -> route.process(this::step)
                .choice()
                .when(body().isEqualTo("loud"))
                .rollback("no")
                .otherwise()
                .markRollbackOnly()
                .end());
        send("loud", "quiet");

        topic.awaitDone();

        assertThat(tried).hasSize(6);
        assertThat(bodies("dead")).containsExactlyInAnyOrder("loud", "quiet");
    }

    @Test
    void a_value_that_cannot_be_deserialized_is_dead_lettered_alone() throws Exception {
        policy(this::triedTwiceMore);
        start(KAFKA + "&valueDeserializer=" + Refusing.class.getName(), route -> route.process(this::step));
        send("good", "refused", "better");

        topic.awaitDone();

        assertThat(tried).containsExactlyInAnyOrder("good", "better");
        assertThat(bodies("dead")).containsExactly("refused");
    }

    @Test
    void of_a_value_that_cannot_be_deserialized_the_bytes_are_the_message() throws Exception {
        policy(errors -> errors.onException(Throwable.class).handled(true).to("mock:dead"));
        start(KAFKA + "&valueDeserializer=" + Refusing.class.getName(), route -> route.process(this::step));
        send("refused", "an error");

        topic.awaitDone();

        assertThat(bodies("dead")).containsExactlyInAnyOrder("refused", "an error");
        assertThat(letter("dead").getHeader(KafkaConstants.TOPIC)).isEqualTo("orders");
    }

    @Test
    void a_key_that_cannot_be_deserialized_dead_letters_its_record() throws Exception {
        policy(errors -> errors.onException(Throwable.class).handled(true).to("mock:dead"));
        start(
                KAFKA + "&keyDeserializer=" + Refusing.class.getName(),
                route -> route.setHeader("asks", header(KafkaConstants.KEY)).process(this::step));
        topic.send("refused".getBytes(UTF_8), "bad".getBytes(UTF_8), 0, new RecordHeaders());

        topic.awaitDone();

        assertThat(bodies("dead")).containsExactly("bad");
    }

    @Test
    void a_record_that_goes_on_in_other_threads_is_done_when_its_exchange_is() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        policy(this::triedTwiceMore);
        add(from -> from.from("seda:slow").routeId("slow").process(exchange -> hang.await()));
        start(route -> route.threads(2)
                .delay(1)
                .asyncDelayed()
                .end()
                .to("seda:slow?waitForTaskToComplete=Always&timeout=0")
                .process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad", "good");
        await().until(() -> state().inWork() == 2);
        assertThat(topic.committed() == null || topic.committed().offset() == 5).isTrue();

        hang.countDown();
        topic.awaitDone();

        assertThat(tried).containsExactlyInAnyOrder("bad", "bad", "bad", "good");
        assertThat(bodies("dead")).containsExactly("bad");
        assertThat(state().inWork()).isZero();
    }

    @Test
    void while_a_dead_letter_is_written_its_key_goes_on_and_nothing_is_committed() throws Exception {
        CountDownLatch acknowledged = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger(1);
        policy(errors -> errors.onException(Throwable.class)
                .handled(true)
                .threads(2)
                .process(exchange -> acknowledged.await())
                .process(exchange -> {
                    if (refused.getAndDecrement() > 0) {
                        throw new IllegalStateException("not taken");
                    }
                })
                .to("mock:dead"));
        start(route -> route.process(this::step));
        failures.put("bad", new IllegalArgumentException("never"));
        failures.put("worse", new IllegalArgumentException("never"));
        for (String value : List.of("bad", "worse", "good")) {
            topic.send("lucy".getBytes(UTF_8), value.getBytes(UTF_8), 0, new RecordHeaders());
        }
        await().until(() -> tried.contains("good"));
        assertThat(tried).containsExactly("bad", "worse", "good");
        assertThat(topic.committed() == null || topic.committed().offset() == 5).isTrue();

        acknowledged.countDown();
        topic.awaitDone();

        // of the two the one that was refused comes again
        assertThat(tried).hasSize(4);
        assertThat(bodies("dead")).containsExactlyInAnyOrder("bad", "worse");
        assertThat(state().inWork()).isZero();
    }

    @Test
    void a_policy_that_fails_itself_in_another_thread_leaves_no_record_in_work() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        policy(errors -> errors.onException(Throwable.class)
                .onWhen(exchange -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new IllegalArgumentException("a predicate that fails");
                    }
                    return true;
                })
                .handled(true)
                .to("mock:dead"));
        start(route -> route.threads(1).process(this::step));
        failures.put("bad", new IllegalStateException("no"));
        send("bad");

        topic.awaitDone();

        assertThat(bodies("dead")).containsExactly("bad");
    }

    @Test
    void an_exchange_that_ends_twice_has_one_dead_letter() throws Exception {
        policy(errors -> errors.onException(Throwable.class).handled(true).to("mock:dead"));
        CountDownLatch twice = new CountDownLatch(1);
        start(route -> route.process(new Twice(twice)));
        send("bad");

        topic.awaitDone();
        await().until(() -> twice.getCount() == 0);

        assertThat(bodies("dead")).containsExactly("bad");
    }

    /** A component that is at fault: it tells the end of an exchange twice. */
    private static final class Twice extends org.apache.camel.support.AsyncProcessorSupport {

        private final CountDownLatch done;

        Twice(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public boolean process(Exchange exchange, org.apache.camel.AsyncCallback callback) {
            new Thread(() -> {
                        exchange.setException(new IllegalStateException("no"));
                        callback.done(false);
                        callback.done(false);
                        done.countDown();
                    })
                    .start();
            return false;
        }
    }

    /** Reads no text that begins with "refused", and fails worse at "an error". */
    public static final class Refusing extends StringDeserializer {

        @Override
        public String deserialize(String topic, Headers headers, byte[] data) {
            String text = super.deserialize(topic, data);
            if (text != null && text.startsWith("refused")) {
                throw new IllegalArgumentException("no text");
            }
            if ("an error".equals(text)) {
                throw new NoClassDefFoundError("a class of the schema");
            }
            return text;
        }
    }

    private void triedTwiceMore(RouteConfigurationDefinition errors) {
        errors.onException(Throwable.class)
                .maximumRedeliveries(2)
                .redeliveryDelay(1)
                .handled(true)
                .useOriginalMessage()
                .to("mock:dead");
    }

    private void policy(Consumer<RouteConfigurationDefinition> clauses) throws Exception {
        context.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                clauses.accept(routeConfiguration(RecordRoutes.CONFIGURATION));
            }
        });
    }

    private void add(Consumer<RouteBuilder> routes) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routes.accept(this);
            }
        });
    }

    private void start(Consumer<RouteDefinition> steps) throws Exception {
        start(KAFKA, steps);
    }

    private void start(String uri, Consumer<RouteDefinition> steps) throws Exception {
        add(from -> steps.accept(from.from(uri).routeId("track-orders")));
        context.start();
    }

    private void step(Exchange exchange) throws Exception {
        String body = exchange.getMessage().getBody(String.class);
        tried.add(body);
        fail(body);
    }

    private void fail(String record) throws Exception {
        Throwable failure = failures.get(record);
        AtomicInteger left = times.get(record);
        if (failure != null && (left == null || left.getAndDecrement() > 0)) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }

    private void send(String... values) {
        for (String value : values) {
            topic.send(("key of " + value).getBytes(UTF_8), value.getBytes(UTF_8), 0, new RecordHeaders());
        }
    }

    private ConsumerState state() {
        return RecordConsumer.states(context).get("track-orders");
    }

    private MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    private List<String> bodies(String name) {
        return mock(name).getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    private Message letter(String name) {
        return mock(name).getExchanges().get(0).getMessage();
    }

    private static final class Lines extends AbstractAppender {

        private final Set<String> errors = ConcurrentHashMap.newKeySet();

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
