package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

/** Which clause decides what becomes of a record that fails, and how often it is tried. */
class FailurePolicyTest extends FailingRoute {

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
}
