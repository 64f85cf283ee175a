package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.SpanReceiver.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an order went through is told to whoever takes spans. */
class TracingIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String UNTRACED = "1bf7651916cd43dd8448eb211c80319c";

    private static final String STEP = Steps.processOrder(
            Steps.LOG,
            """
            - filter:
                expression:
                  simple:
                    expression: ${body.user} == 'fails'
                steps:
                  - throwException:
                      exceptionType: java.lang.IllegalStateException
                      message: no such user
            """);

    private final OwnTopics topics = OwnTopics.onSharedBroker();

    @TempDir
    Path folder;

    private SpanReceiver receiver;

    @Test
    void an_order_is_followed_from_its_file_and_from_other_clients_to_its_end() throws Exception {
        OrderflowProcess.copyRoutes(folder.resolve("routes"), STEP);
        receiver = new SpanReceiver();
        try (SpanReceiver closing = receiver;
                OrderflowProcess program = topics.start(
                        folder,
                        "orders.generator.enabled=true",
                        "orders.inbox.enabled=true",
                        "orders.generator.count=1",
                        "orders.retry.attempts=1",
                        "orders.retry.delay=10",
                        "orders.tracing.ratio=1",
                        "orders.tracing.endpoint=" + receiver.endpoint())) {
            program.awaitLines(1, "📦");
            Inbox.of(folder).drop("lunch.ndjson", Orders.line("anna", "tea", 1) + Orders.line("omar", "tea", 2));
            program.awaitLines(1, "1 x tea from anna").awaitLines(1, "2 x tea from omar");
            KafkaTopic orders = topics.orders();
            orders.send("fails", Orders.order("of-fails", "fails"), traceparent(TRACE, "01"));
            orders.send("zoe", Orders.order("of-zoe", "zoe"), traceparent(UNTRACED, "00"));
            program.awaitLines(1, "1 x tea from zoe").awaitLines(1, "❌ Dead letter");

            awaitSpans(5, span -> span.trace().equals(TRACE));
            assertThat(spans(span -> span.trace().equals(TRACE)))
                    .extracting(Span::name, Span::failed)
                    .containsExactlyInAnyOrder(
                            tuple("track-orders", true),
                            tuple("process-order", true),
                            tuple("track-orders", true),
                            tuple("process-order", true),
                            tuple("dead-letter", false));
            assertThat(spans(span -> span.trace().equals(TRACE) && span.name().equals("track-orders")))
                    .allMatch(span -> span.parent().equals("b7ad6b7169203331"));
            assertThat(spans(span -> span.trace().equals(UNTRACED))).isEmpty();

            awaitSpans(1, span -> span.name().equals("receive-orders"));
            Span file = spans(span -> span.name().equals("receive-orders")).get(0);
            List<Span> sent = spans(span -> span.links().contains(file.trace()));
            assertThat(sent).hasSize(2).allMatch(span -> span.name().equals("send " + topics.name()));
            for (Span one : sent) {
                awaitSpans(3, span -> span.trace().equals(one.trace()));
                assertThat(spans(span -> span.trace().equals(one.trace())))
                        .extracting(Span::name)
                        .containsExactlyInAnyOrder("send " + topics.name(), "track-orders", "process-order");
                assertThat(program.linesWith("📦")).anyMatch(line -> line.endsWith(" trace=" + one.trace()));
            }

            Span made = spans(span -> span.name().equals("generate-orders")).get(0);
            awaitSpans(4, span -> span.trace().equals(made.trace()));
            assertThat(spans(span -> span.trace().equals(made.trace())))
                    .extracting(Span::name)
                    .containsExactlyInAnyOrder("generate-orders", "publish-order", "track-orders", "process-order");

            assertThat(topics.letters().records()).singleElement().satisfies(letter -> assertThat(header(letter))
                    .isEqualTo("00-" + TRACE + "-b7ad6b7169203331-01"));
            assertThat(program.linesWith("1 x tea from zoe")).noneMatch(line -> line.contains("trace="));
        }
    }

    private void awaitSpans(int count, Predicate<Span> wanted) {
        await().atMost(Duration.ofSeconds(20)).until(() -> spans(wanted).size() >= count);
    }

    private List<Span> spans(Predicate<Span> wanted) {
        return receiver.spans().stream().filter(wanted).toList();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("traceparent").value(), UTF_8);
    }

    private static RecordHeader traceparent(String trace, String flags) {
        return new RecordHeader("traceparent", ("00-" + trace + "-b7ad6b7169203331-" + flags).getBytes(UTF_8));
    }
}
