package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.WholeRecord;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import java.util.Arrays;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a record of the topic: an order that is processed, or a dead letter. */
@ParameterizedClass
@EnumSource(Dsl.class)
class TrackingRoutesTest extends OrderRoutes {

    TrackingRoutesTest(Dsl dsl) {
        super(dsl);
    }

    @Test
    void a_valid_order_is_handed_to_process_order() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:processed"));
        start("track-orders");

        read(ORDER);

        assertThat(only(getMockEndpoint("mock:processed")).getMessage().getBody())
                .isEqualTo(new Order("o-1", "david", "chicken burger", 5));
    }

    @Test
    void what_is_no_order_is_dead_lettered_at_once_with_its_bytes_and_where_it_was_read() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:processed"));
        start("track-orders");
        int offset = 41;
        for (byte[] value : new byte[][] {
            "no JSON".getBytes(UTF_8), "{\"user\": \"david\"}".getBytes(UTF_8), {(byte) 0xE9}, {}, null
        }) {
            getMockEndpoint(DEAD_LETTERS).reset();
            read(value);

            WholeRecord letter = letter();
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.key()).isEqualTo("david".getBytes(UTF_8));
            assertThat(text(letter, DeadLetterHeaders.TOPIC)).isEqualTo("orders");
            assertThat(text(letter, DeadLetterHeaders.PARTITION)).isEqualTo("2");
            assertThat(text(letter, DeadLetterHeaders.OFFSET)).isEqualTo(Integer.toString(offset++));
            assertThat(text(letter, DeadLetterHeaders.TIMESTAMP)).isEqualTo("1700000000000");
            assertThat(text(letter, DeadLetterHeaders.GROUP)).isEqualTo("order-tracker");
            assertThat(text(letter, DeadLetterHeaders.REASON)).isNotBlank();
            assertThat(text(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(InvalidOrderException.class.getName());
        }
        assertThat(getMockEndpoint("mock:processed").getExchanges()).isEmpty();
    }

    @Test
    void a_step_that_fails_is_retried_and_then_the_order_as_it_was_read_dead_lettered() throws Exception {
        MockEndpoint step = step();
        step.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody("spoilt");
            exchange.setException(new IllegalStateException("out of service"));
        });

        read(ORDER);

        assertThat(step.getExchanges()).hasSize(6);
        WholeRecord letter = letter();
        assertThat(letter.value()).isEqualTo(ORDER);
        assertThat(text(letter, DeadLetterHeaders.REASON)).isEqualTo("out of service");
        assertThat(text(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
    }

    @Test
    void an_error_is_a_failure_like_any_other() throws Exception {
        step().whenAnyExchangeReceived(exchange -> {
            throw new StackOverflowError();
        });

        read(ORDER);

        assertThat(text(letter(), DeadLetterHeaders.EXCEPTION)).isEqualTo(StackOverflowError.class.getName());
    }

    @Test
    void an_expression_whose_pattern_runs_out_of_stack_is_one_too() throws Exception {
        AdviceWith.adviceWith(context, "process-order", route -> route.weaveAddFirst()
                .filter(route.simple("${body.other[note]} regex '(a|b)*c'"))
                .setHeader("matches", route.constant("yes"))
                .end());
        start("track-orders");

        read("{\"order_id\": \"o-1\", \"user\": \"lucy\", \"item\": \"tea\", \"quantity\": 1, \"note\": \"%s\"}"
                .formatted("ab".repeat(5_000))
                .getBytes(UTF_8));

        assertThat(text(letter(), DeadLetterHeaders.EXCEPTION)).isEqualTo(StackOverflowError.class.getName());
    }

    @Test
    void an_error_in_the_bean_of_an_expression_is_named_in_the_dead_letter() throws Exception {
        AdviceWith.adviceWith(context, "process-order", route -> route.weaveAddFirst()
                .setHeader("tax")
                .method(new Incomplete(), "tax"));
        start("track-orders");

        read(ORDER);

        assertThat(text(letter(), DeadLetterHeaders.EXCEPTION)).isEqualTo(NoClassDefFoundError.class.getName());
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("tax/Rates");
    }

    @Test
    void a_failure_without_a_message_has_a_reason_all_the_same_and_a_long_one_is_cut() throws Exception {
        MockEndpoint step = step();
        step.whenAnyExchangeReceived(exchange -> exchange.setException(new NullPointerException()));
        read(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("java.lang.NullPointerException");

        getMockEndpoint(DEAD_LETTERS).reset();
        step.whenAnyExchangeReceived(exchange -> exchange.setException(new IllegalStateException("x".repeat(9_000))));
        read(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).hasSize(501);
    }

    @Test
    void an_order_that_a_route_sends_to_the_dead_letters_itself_goes_there_as_it_was_read() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("direct:dead-letter"));
        start("track-orders");

        read(ORDER);
        assertThat(letter().value()).isEqualTo(ORDER);
        assertThat(text(letter(), DeadLetterHeaders.REASON)).isEqualTo("a route sent it here");
    }

    @Test
    void a_repeated_order_is_not_processed_again_and_a_failed_one_is() throws Exception {
        MockEndpoint step = step();
        step.whenExchangeReceived(1, exchange -> exchange.setException(new IllegalStateException("out of service")));

        read(ORDER);
        read(ORDER);

        assertThat(step.getExchanges()).hasSize(2);
        assertThat(getMockEndpoint(DEAD_LETTERS).getExchanges()).isEmpty();
    }

    @Test
    void a_dead_letter_has_the_records_headers_as_they_were_whatever_they_are_called() throws Exception {
        start("track-orders");
        Headers headers = new RecordHeaders()
                .add("CamelKafkaOverrideTopic", "elsewhere".getBytes(UTF_8))
                .add("kafka.PARTITION_KEY", "7".getBytes(UTF_8))
                .add("trace", "1".getBytes(UTF_8))
                .add("trace", "2".getBytes(UTF_8))
                .add("dead-letter.reason", "mine".getBytes(UTF_8));

        read("no JSON".getBytes(UTF_8), headers);

        assertThat(Arrays.stream(letter().headers().toArray()).limit(5))
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly(
                        "CamelKafkaOverrideTopic=elsewhere",
                        "kafka.PARTITION_KEY=7",
                        "trace=1",
                        "trace=2",
                        "dead-letter.reason=mine");
        assertThat(text(letter(), DeadLetterHeaders.REASON)).startsWith("not JSON");
    }

    @Test
    void a_dead_letter_kafka_does_not_take_is_retried_and_nothing_committed_before() throws Exception {
        start("track-orders");
        MockEndpoint letters = getMockEndpoint(DEAD_LETTERS);
        letters.whenAnyExchangeReceived(exchange -> exchange.setException(new RecordTooLargeException("too large")));
        topic.send(null, "no JSON".getBytes(UTF_8), 0, new RecordHeaders());

        await().until(() -> letters.getExchanges().size() > 2);
        assertThat(topic.committed().offset()).isEqualTo(41);
        letters.whenAnyExchangeReceived(exchange -> {});
        topic.awaitDone();
    }

    /** As a jar that is missing makes one. */
    public static final class Incomplete {
        public int tax() {
            throw new NoClassDefFoundError("tax/Rates");
        }
    }

    private MockEndpoint step() throws Exception {
        AdviceWith.adviceWith(
                context, "process-order", route -> route.weaveAddLast().to("mock:step"));
        start("track-orders");
        return getMockEndpoint("mock:step");
    }
}
