package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.KafkaTopic;
import io.orderflow.LocalBroker;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.RangeReader;
import io.orderflow.kafka.Topics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two copies of the program that work with the same letters, as their threads can never be made to meet in processes. */
class LetterWorkIT {

    private static final int LETTERS = 100;
    private static final List<LetterId> ALL =
            LongStream.range(0, LETTERS).mapToObj(i -> new LetterId(0, i)).toList();
    private static final LetterDesk.Task REPLAY = new LetterDesk.Task(ALL, LetterState.REPLAYED, "anna", null, null);

    private final String name = "orders-" + UUID.randomUUID();
    private final KafkaTopic orders = new KafkaTopic(LocalBroker.shared(), name);
    private final KafkaTopic letters = new KafkaTopic(LocalBroker.shared(), name + "-dead-letter");
    private final String actions = letters.name() + "-actions";
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final KafkaAccess kafka = new KafkaAccess(context, LocalBroker.shared());
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("clients", new DefaultKafkaClientFactory());
        orders.create(Map.of());
        letters.create(Map.of());
        try (Topics topics = kafka.topics()) {
            topics.createMissing(new NewTopic(actions, 1, (short) 1), () -> true);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", LocalBroker.shared()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < LETTERS; i++) {
                producer.send(new ProducerRecord<>(letters.name(), 0, "lucy".getBytes(UTF_8), order(i)));
            }
        }
    }

    /** Of half a megabyte, every other one of them: more than is in memory together. */
    private static byte[] order(int number) {
        return ("order " + number + " ".repeat(number % 2 * 500_000)).getBytes(UTF_8);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        context.close();
    }

    /** @param beforeCommit what happens when all is sent, and nothing is committed yet */
    private LetterWork copy(Callable<?> beforeCommit) {
        LetterIndex index = new LetterIndex(name);
        RangeReader reader = new RangeReader(kafka::reader, Duration.ofSeconds(2));
        for (int partition = 0; partition < 3; partition++) {
            index.next(partition, 0);
        }
        reader.read(reader.bounds(List.of(letters.name())).ends(), p -> 0, index::add, Duration.ofSeconds(10));
        reader.close();
        ActionLog log = new ActionLog(kafka::reader, actions, index);
        LetterReader opener = new LetterReader(kafka::reader, letters.name());
        LetterWork work = new LetterWork(name, opener, () -> producer(log, beforeCommit), log, index);
        open.add(log);
        open.add(work);
        return work;
    }

    @SuppressWarnings("unchecked")
    private Producer<byte[], byte[]> producer(ActionLog log, Callable<?> beforeCommit) {
        Producer<byte[], byte[]> producer = kafka.transactions(log.topic());
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, values) -> {
                    if (method.getName().equals("commitTransaction")) {
                        producer.flush();
                        beforeCommit.call();
                    }
                    try {
                        return method.invoke(producer, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void assertEachIsSentOnce() {
        assertThat(orders.values())
                .extracting(String::strip)
                .containsExactlyElementsOf(
                        IntStream.range(0, LETTERS).mapToObj(i -> "order " + i).toList());
    }

    @Test
    void of_two_copies_that_send_the_same_letters_at_the_same_moment_one_does() throws Exception {
        LetterWork fast = copy(() -> null);
        LetterWork slow = copy(() -> fast.run(ALL, REPLAY, "fast"));

        assertThatThrownBy(() -> slow.run(ALL, REPLAY, "slow"))
                .isInstanceOfSatisfying(KafkaException.class, failure -> assertThat(JobSentences.trouble(failure))
                        .startsWith("Another copy of the program"));
        assertThat(slow.run(ALL, REPLAY, "slow"))
                .as("what the other one has done is not done")
                .isZero();
        assertThat(fast.run(ALL, REPLAY, "fast"))
                .as("where it is called again, it knows what it has done")
                .isEqualTo(LETTERS);
        assertEachIsSentOnce();
    }

    @Test
    void large_letters_are_sent_in_several_transactions_which_have_room_in_memory() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        LetterWork work = copy(commits::incrementAndGet);

        assertThat(work.run(ALL, REPLAY, "one")).isEqualTo(LETTERS);
        assertThat(commits).hasValueBetween(6, 8);
        assertEachIsSentOnce();
    }

    @Test
    void what_a_copy_has_sent_that_dies_before_it_commits_is_sent_once() throws Exception {
        LetterWork dying = copy(() -> {
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(() -> dying.run(ALL, REPLAY, "dying")).hasMessage("killed");
        assertThat(orders.values()).isEmpty();

        assertThat(copy(() -> null).run(ALL, REPLAY, "next")).isEqualTo(LETTERS);
        assertEachIsSentOnce();
    }
}
