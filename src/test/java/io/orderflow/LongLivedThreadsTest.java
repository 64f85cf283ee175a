package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.board.ConsumerView;
import io.orderflow.board.OrderBoard;
import io.orderflow.board.Problem;
import io.orderflow.board.RouteDesk;
import io.orderflow.board.Sources;
import io.orderflow.consumer.KafkaWithGuarantees;
import io.orderflow.consumer.MockTopic;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.LongLived;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.observe.Durations;
import io.orderflow.observe.RecoveryCheck;
import io.orderflow.observe.TrackerCheck;
import io.orderflow.reload.Mistakes;
import io.orderflow.reload.RouteControl;
import io.orderflow.reload.RouteReload;
import io.orderflow.settings.CheckedSettings;
import io.orderflow.settings.ShippedSettings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of work that goes on as long as the program does is ended by an Error: health shows it, and it begins anew. Of
 * several that have ended, the first by its name is shown for ten seconds: so the last one goes first.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LongLivedThreadsTest {

    /** Longer than what has ended in another test is shown. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final String ERROR = "something is nested too deep";

    @TempDir
    Path folder;

    private final AtomicBoolean dies = new AtomicBoolean(true);
    private final AtomicInteger lived = new AtomicInteger();
    private final DefaultCamelContext context = new DefaultCamelContext() {
        @Override
        public Registry getRegistry() {
            // the thread that follows the files of the routes
            return Thread.currentThread().getName().equals("routes") ? live(super.getRegistry()) : super.getRegistry();
        }
    };

    private <T> T live(T value) {
        if (dies.get()) {
            throw new StackOverflowError("too deep");
        }
        lived.incrementAndGet();
        return value;
    }

    private void awaitShown(String name, String cause) {
        String sentence = "The work of \"%s\" has ended, and begins anew: %s".formatted(name, cause);
        await(name).atMost(LONGEST).pollInterval(Duration.ofMillis(20)).until(() -> String.valueOf(LongLived.trouble())
                .startsWith(sentence));
        assertThat(new RecoveryCheck(context).call().getMessage().orElse("")).startsWith(sentence);
        assertThat(lived).hasValue(0);
    }

    private void awaitBegunAnew() {
        dies.set(false);
        await().atMost(LONGEST).until(() -> lived.get() > 0);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    @Order(1)
    void the_watch_over_the_consumers_threads() throws Exception {
        KafkaWithGuarantees kafka = new KafkaWithGuarantees();
        kafka.setKafkaClientFactory(new MockTopic(new TopicPartition("orders", 0), "dead", 0));
        addRoute(kafka);
        context.start();
        Field field = RecordConsumer.class.getDeclaredField("threads");
        field.setAccessible(true);
        RecordConsumer consumer =
                (RecordConsumer) context.getRoute("track-orders").getConsumer();
        field.set(consumer, new CopyOnWriteArrayList<Object>((List<?>) field.get(consumer)) {
            @Override
            public void forEach(Consumer<? super Object> action) {
                live(action);
                super.forEach(action);
            }
        });

        awaitShown("track-orders-watch", ERROR);
        awaitBegunAnew();
    }

    @Test
    @Order(2)
    void the_one_that_follows_the_files_of_the_routes() throws Exception {
        Path file = folder.resolve("one.camel.yaml");
        String text =
                "- route: {id: one, description: %s, from: {uri: timer:one?delay=-1&repeatCount=1, steps: [{log: {message: one}}]}}\n";
        Files.writeString(file, text.formatted("before"));
        RouteReload reload = new RouteReload(context, folder, new RouteControl(context));
        reload.load();
        context.start();
        reload.start();
        Files.writeString(file, text.formatted("after"));

        awaitShown("routes", ERROR);
        awaitBegunAnew();
        await().atMost(LONGEST)
                .until(() -> context.getRouteDefinition("one") != null
                        && "after".equals(context.getRouteDefinition("one").getDescriptionText()));
        reload.stop();
    }

    @Test
    @Order(3)
    void the_watch_over_kafka() throws Exception {
        context.start();
        KafkaFutureImpl<TopicDescription> gone = new KafkaFutureImpl<>();
        gone.completeExceptionally(new UnknownTopicOrPartitionException());
        Admin admin = (Admin) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> method.getName().equals("describeTopics")
                        ? new DescribeTopicsResult(null, Map.of("orders", gone)) {}
                        : null);
        KafkaWatch watch = new KafkaWatch(() -> live(admin), "localhost:1", () -> List.of("orders"), List::of);
        watch.start();

        awaitShown("kafka-watch", ERROR);
        awaitBegunAnew();
        await().atMost(LONGEST)
                .until(() -> "There is no topic orders; it is read when there is one".equals(watch.trouble()));
        watch.stop();
    }

    @Test
    @Order(4)
    void the_boards_look_at_kafka() throws IOException {
        context.start();
        OrderBoard board = board(() -> live(BacklogAnswer.NONE), List::of);
        board.start();

        awaitShown("board-kafka", ERROR);
        awaitBegunAnew();
        board.stop();
    }

    @Test
    @Order(5)
    void the_board_itself() throws IOException {
        context.start();
        OrderBoard board = board(() -> BacklogAnswer.NONE, () -> live(List.of()));
        board.start();

        awaitShown("board", ERROR);
        awaitBegunAnew();
        board.stop();
    }

    /** Its keeper is another one, since each new one needs a new client: it is shown until there is one. */
    @Test
    void the_thread_of_a_consumer() throws Exception {
        MockTopic topic = new MockTopic(new TopicPartition("orders", 0), "dead", 0);
        KafkaClientFactory clients = (KafkaClientFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KafkaClientFactory.class},
                (proxy, method, arguments) -> method.getName().equals("getConsumer")
                        ? live(topic.getConsumer((Properties) arguments[0]))
                        : null);
        KafkaWithGuarantees kafka = new KafkaWithGuarantees();
        kafka.setKafkaClientFactory(clients);
        addRoute(kafka);
        context.start();
        TrackerCheck check = new TrackerCheck(context, "a-group", route -> false, () -> false);
        String sentence = "The consumer has ended, and begins anew: " + ERROR;

        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(check.call().getMessage()).contains(sentence);
            assertThat(ConsumerView.of(context)).singleElement().satisfies(consumer -> assertThat(consumer.trouble())
                    .isEqualTo(sentence));
        });
        awaitBegunAnew();
        await().atMost(LONGEST).until(() -> check.call().getState() == HealthCheck.State.UP);
    }

    private void addRoute(KafkaWithGuarantees kafka) throws Exception {
        context.addComponent("kafka", kafka);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kafka:orders?groupId=a-group&brokers=localhost:1")
                        .routeId("track-orders")
                        .to("mock:done");
            }
        });
    }

    private OrderBoard board(Supplier<BacklogAnswer> backlog, Supplier<List<ConsumerView>> groups) throws IOException {
        return new OrderBoard(new Sources(
                CheckedSettings.of(ShippedSettings.load()::getProperty),
                new KafkaAccess(context, "localhost:1"),
                new SimpleMeterRegistry(),
                backlog,
                names -> List.of(),
                count -> List.of(),
                List::of,
                (value, time) -> null,
                new RouteDesk(List::of, id -> null, (route, action, by) -> true, () -> Mistakes.NONE, List::of),
                groups,
                List::of,
                () -> false,
                () -> LongLived.trouble() == null ? null : Problem.of(Problem.Kind.TROUBLE, LongLived.trouble()),
                () -> null,
                Durations::new));
    }
}
