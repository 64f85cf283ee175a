package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.camel.builder.Builder.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** When a record is done that fails or goes on in other threads, and what its dead letter is. */
class RecordEndTest extends FailingRoute {

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
}
