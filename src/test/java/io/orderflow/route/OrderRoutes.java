package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.consumer.MockTopic;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.WholeRecord;
import io.orderflow.step.OrderSimple;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.io.TempDir;

/** The routes without a broker: in place of the topics there are mocks, before them a double of a consumer. */
abstract class OrderRoutes extends CamelTestSupport {

    static final byte[] ORDER =
            "{\"order_id\": \"o-1\", \"user\": \"david\", \"item\": \"chicken burger\", \"quantity\": 5}"
                    .getBytes(UTF_8);

    static final String ORDERS = "mock:kafka:orders";
    static final String DEAD_LETTERS = "mock:kafka:orders-dead-letter";

    @TempDir
    Path inbox;

    final Dsl dsl;
    final MockTopic topic = new MockTopic(new TopicPartition("orders", 2), "orders-dead-letter", 41);
    final List<Message> sent = new CopyOnWriteArrayList<>();

    OrderRoutes(Dsl dsl) {
        this.dsl = dsl;
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true).withUseRouteBuilder(false);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        Properties settings = new Properties();
        settings.setProperty("orders.inbox.directory", inbox.toString());
        settings.setProperty("orders.generator.count", "1");
        settings.setProperty("orders.generator.seed", "42");
        settings.setProperty("orders.generator.users", "lucy, zoe");
        settings.setProperty("orders.generator.items", "tea");
        settings.setProperty("orders.retry.delay", "1");
        OrderSimple.install(context);
        context.getPropertiesComponent().setOverrideProperties(settings);
        Dsl.prepare(context);
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        kafka.getConfiguration().setBrokers("localhost:1");
        kafka.setKafkaClientFactory(topic);
        dsl.load(context);
        return context;
    }

    /** Starts the named routes and what they call; the others stay away. */
    void start(String... ids) throws Exception {
        for (String id : List.of("generate-orders", "receive-orders", "track-orders", "replay-orders")) {
            if (context.getRouteDefinition(id) == null) {
                continue;
            }
            boolean wanted = List.of(ids).contains(id);
            AdviceWith.adviceWith(context, id, route -> {
                route.mockEndpointsAndSkip("kafka:*");
                route.getOriginalRoute().autoStartup(wanted);
            });
        }
        for (String id : List.of("publish-order", "dead-letter")) {
            AdviceWith.adviceWith(context, id, route -> route.mockEndpointsAndSkip("kafka:*"));
        }
        context.start();
        getMockEndpoint(ORDERS).whenAnyExchangeReceived(this::acknowledge);
    }

    /** What Kafka does: takes every message of a walk, or the one that is there, and reports where it went. */
    void acknowledge(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Iterable<?> messages) {
            messages.forEach(message -> sent.add((Message) message));
        }
        RecordMetadata report = new RecordMetadata(new TopicPartition("orders", 2), 7, 0, 0, 0, 0);
        exchange.getMessage().setHeader(KafkaConstants.KAFKA_RECORD_META, List.of(report));
    }

    /** The one exchange that came, which it has when this is asked. */
    static Exchange only(MockEndpoint endpoint) {
        assertThat(endpoint.getExchanges()).hasSize(1);
        return endpoint.getExchanges().get(0);
    }

    /** The one dead letter that was sent. */
    WholeRecord letter() {
        return (WholeRecord) only(getMockEndpoint(DEAD_LETTERS)).getMessage().getBody();
    }

    void read(byte[] value) {
        read(value, new RecordHeaders());
    }

    /** Puts a record into the topic, and waits until track-orders is done with it. */
    void read(byte[] value, Headers headers) {
        topic.send("david".getBytes(UTF_8), value, 1_700_000_000_000L, headers);
        topic.awaitDone();
    }

    /** The last header of this name. */
    static String text(Message message, String name) {
        return message.getHeaders().entrySet().stream()
                .filter(header -> header.getKey().equals(name))
                .map(header -> new String((byte[]) header.getValue(), UTF_8))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    static String text(WholeRecord record, String name) {
        return DeadLetterHeaders.text(record.headers(), name);
    }
}
