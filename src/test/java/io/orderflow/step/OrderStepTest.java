package io.orderflow.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step can do with an order without a class of its own: read, calculate, set fields, hand it to anything. */
class OrderStepTest {

    private static final String JSON =
            "{\"order_id\": \"a\", \"user\": \"lucy\", \"item\": \"tea\", \"quantity\": 3, \"price\": 2.50, \"note\": \"to go\","
                    + " \"gift\": true, \"to\": {\"city\": \"Graz\"}, \"tags\": [1, 2]}";

    private static final int PATIENCE = 20_000;

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Order order = OrderJson.read(JSON.getBytes(UTF_8));
    private ProducerTemplate template;
    private ConsumerTemplate consumer;

    @BeforeEach
    void start() throws Exception {
        OrderSimple.install(context);
        OrderAsText.install(context);
        context.start();
        template = context.createProducerTemplate();
        consumer = context.createConsumerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void its_body_is_its_json_as_bytes_text_and_stream() throws Exception {
        Exchange exchange = exchange(order);

        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(JSON.getBytes(UTF_8));
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(JSON);
        assertThat(exchange.getMessage().getBody(ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(JSON.getBytes(UTF_8)));
        assertThat(exchange.getMessage().getBody(InputStream.class)).hasBinaryContent(JSON.getBytes(UTF_8));
        StringWriter text = new StringWriter();
        exchange.getMessage().getBody(Reader.class).transferTo(text);
        assertThat(text).hasToString(JSON);
    }

    @Test
    void json_and_files_have_the_spelling_of_the_topic() throws Exception {
        load(
                """
                - marshal: { json: {} }
                - to: file:%s?fileName=marshalled
                """);
        template.sendBody("direct:step", order);
        template.sendBody("file:" + folder + "?fileName=sent", order);

        assertThat(folder.resolve("marshalled")).hasContent(JSON);
        assertThat(Files.readString(folder.resolve("sent"))).isEqualTo(JSON);
        assertThat(context.getTypeConverter().convertTo(String.class, exchange(order), order))
                .isEqualTo(JSON);
    }

    @Test
    void a_queue_of_jms_gets_an_order_as_text_and_the_step_goes_on_with_the_order() throws Exception {
        BrokerService broker = new BrokerService();
        broker.setPersistent(false);
        broker.setUseJmx(false);
        String address = broker.addConnector("tcp://localhost:0").getPublishableConnectString();
        broker.start();
        try {
            context.addComponent("jms", JmsComponent.jmsComponent(new ActiveMQConnectionFactory(address)));
            load("""
                - to: jms:queue:orders
                - log: "${body.user}"
                """);
            Exchange exchange =
                    template.send("direct:step", message -> message.getMessage().setBody(order));
            template.sendBody("jms:queue:others", "text");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isSameAs(order);
            JmsMessage received = consumer.receive("jms:queue:orders", PATIENCE).getMessage(JmsMessage.class);
            assertThat(((TextMessage) received.getJmsMessage()).getText()).isEqualTo(JSON);
            assertThat(consumer.receiveBody("jms:queue:others", PATIENCE)).isEqualTo("text");
        } finally {
            broker.stop();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ${body}                                     | 3 x tea from lucy
            📦 Received order: ${body}!                 | 📦 Received order: 3 x tea from lucy!
            ${in.body}.                                 | 3 x tea from lucy.
            ${body.user} ${body.quantity} ${body.item}  | lucy 3 tea
            ${body.orderId} ${body.order_id}            | a a
            ${body.price} ${body.note} ${body.gift}     | 2.50 to go true
            ${body.other[price]}                        | 2.50
            ${body.to.city} ${body.tags}                | Graz [1, 2]
            [${body.nothing}]                           | []
            ${body.user.length}                         | 4
            ${calculate(price * quantity)}              | 7.50
            ${calculate(ROUND(price / 3, 2))}           | 0.83
            ${calculate(IF(gift, 'wrapped', 'plain'))}  | wrapped
            ${calculate(price * header.rate)}           | 5.00
            """)
    void its_fields_are_read_and_calculated_with_in_simple(String simple, String text) {
        Exchange exchange = exchange(order);
        exchange.getMessage().setHeader("rate", 2);

        assertThat(evaluate(exchange, simple, String.class)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.price} > 2",
                "${body.price} == 2.5",
                "${body.nothing} == null",
                "${body.gift}",
                "${body.item} == 'tea' && ${body.quantity} >= 3",
                "${calculate(price * quantity)} > 7",
                "${calculate(price * quantity > 7)}",
                "${body.item} contains 'te'"
            })
    void its_fields_decide_in_predicates(String predicate) {
        var language = context.resolveLanguage("simple");
        var parsed = language.createPredicate(predicate);
        parsed.init(context);

        assertThat(parsed.matches(exchange(order))).isTrue();
    }

    @Test
    void fields_are_set_its_own_ones_by_the_rules() {
        Order more = evaluate(exchange(order), "${with(quantity = quantity + 1)}", Order.class);
        Order total = evaluate(exchange(order), "${with(total = price * quantity)}", Order.class);
        Order less = evaluate(exchange(order), "${with(note = NULL)}", Order.class);

        assertThat(more.quantity()).isEqualTo(4);
        assertThat(new String(OrderJson.write(total), UTF_8)).isEqualTo(JSON.replace("]}", "], \"total\": 7.50}"));
        assertThat(less.other()).doesNotContainKey("note");
        assertThat(order.with("vip", true).field("vip")).isEqualTo(true);
        assertThat(order.with("price", 3).field("price")).isEqualTo(new BigDecimal(3));
        assertThatThrownBy(() -> evaluate(exchange(order), "${with(quantity = quantity / 2)}", Order.class))
                .hasMessage("quantity is 1.5; a whole number from 1 to 1,000,000 is wanted");
        assertThatThrownBy(() -> evaluate(exchange(order), "${with(user = ' ')}", Order.class))
                .isInstanceOf(InvalidOrderException.class);
    }

    @Test
    void what_cant_be_calculated_is_hopeless_and_says_why() {
        assertThatThrownBy(() -> evaluate(exchange(order), "${calculate(cost * 2)}", String.class))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessageContaining("cost * 2 can't be calculated")
                .hasMessageContaining("'cost' not found");
        assertThatThrownBy(() -> evaluate(exchange("text"), "${calculate(quantity)}", String.class))
                .hasMessage("calculate(quantity) needs an order as the body, which is a java.lang.String");
        assertThatThrownBy(() -> context.resolveLanguage("simple").createExpression("${calculate(price * )}"))
                .hasMessageContaining("\"price *\" is no formula");
    }

    @Test
    void where_the_body_is_no_order_it_is_camels_simple() {
        record Person(String user) {
            public String getUser() {
                return user;
            }
        }

        assertThat(evaluate(exchange(new Person("zoe")), "${body.user}", String.class))
                .isEqualTo("zoe");
        assertThat(evaluate(exchange("text"), "${body} ${body.length}", String.class))
                .isEqualTo("text 4");
        assertThatThrownBy(() -> evaluate(exchange("text"), "${body.user}", String.class))
                .hasMessageContaining("Method with name: user not found");
    }

    @Test
    void a_step_in_yaml_computes_a_total_and_sends_it_on() throws Exception {
        load(
                """
                - setBody: { simple: { expression: "${with(total = price * quantity)}" } }
                - to: file:%s?fileName=total
                """);
        template.sendBody("direct:step", order);

        assertThat(folder.resolve("total")).content().endsWith("\"total\": 7.50}");
        assertThatThrownBy(() -> template.sendBody("direct:step", order.with("price", null)))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(com.ezylang.evalex.EvaluationException.class);
    }

    private void load(String steps) throws Exception {
        String route = "- from:\n    uri: direct:step\n    steps:\n"
                + steps.formatted(folder).indent(6);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("step.yaml", route));
    }

    private <T> T evaluate(Exchange exchange, String simple, Class<T> type) {
        var expression = context.resolveLanguage("simple").createExpression(simple);
        expression.init(context);
        return expression.evaluate(exchange, type);
    }

    private Exchange exchange(Object body) {
        return ExchangeBuilder.anExchange(context).withBody(body).build();
    }
}
