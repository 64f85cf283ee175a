package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.header;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What counts as a failure of a record, and what does not. */
class FailureKindsTest extends FailingRoute {

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
}
