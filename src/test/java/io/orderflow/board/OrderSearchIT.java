package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.KafkaTopic;
import io.orderflow.LocalBroker;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.kafka.DoneOffsets;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.settings.CheckedSettings;
import io.orderflow.settings.Settings;
import io.orderflow.settings.ShippedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What became of an order, however many others came since: the search's first step looks at two records of a partition. */
class OrderSearchIT {

    private static final int FIRST_STEP = 2;

    private final String name = "orders-" + UUID.randomUUID();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private Settings settings;
    private KafkaAccess kafka;
    private LetterDesk desk;
    private KafkaProducer<byte[], byte[]> producer;
    private long time = 1_000;

    @BeforeEach
    void start() throws Exception {
        Properties values = ShippedSettings.load();
        values.putAll(Map.of("orders.topic", name, "orders.dead-letter-topic", name + "-dead-letter"));
        settings = CheckedSettings.of(values::getProperty);
        kafka = new KafkaAccess(context, LocalBroker.shared());
        desk = new LetterDesk(settings, kafka);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", LocalBroker.shared()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        for (String topic : List.of(name, name + "-dead-letter")) {
            new KafkaTopic(LocalBroker.shared(), topic).create(Map.of());
        }
    }

    @AfterEach
    void close() throws Exception {
        producer.close();
        desk.close();
        context.close();
    }

    private static byte[] order(String id) {
        return "{\"order_id\":\"%s\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":1}"
                .formatted(id)
                .getBytes(UTF_8);
    }

    /** Each record is a second younger than the one before. */
    private RecordMetadata send(String topic, int partition, String id, Header... headers) throws Exception {
        time += 1_000;
        return producer.send(new ProducerRecord<>(topic, partition, time, null, order(id), List.of(headers)))
                .get();
    }

    private void sendOthers(String topic, int partition) throws Exception {
        for (int i = 0; i < 50; i++) {
            send(topic, partition, "other-" + i);
        }
    }

    private void sendLetterOf(RecordMetadata order, String id) throws Exception {
        send(
                settings.deadLetterTopic(),
                0,
                id,
                header(DeadLetterHeaders.TOPIC, order.topic()),
                header(DeadLetterHeaders.PARTITION, order.partition()),
                header(DeadLetterHeaders.OFFSET, order.offset()),
                header(DeadLetterHeaders.TIMESTAMP, order.timestamp()));
    }

    private static Header header(String header, Object value) {
        return new RecordHeader(header, value.toString().getBytes(UTF_8));
    }

    /** Where all that is in the topic is done. */
    private OrderSearch.Found search(String id) {
        return search(kafka::scanner, Duration.ofSeconds(30), id);
    }

    private OrderSearch.Found search(Supplier<Consumer<byte[], byte[]>> consumers, Duration limit, String id) {
        List<BacklogAnswer.Partition> all = IntStream.range(0, 3)
                .mapToObj(partition -> new BacklogAnswer.Partition(partition, 99, 99, 0, DoneOffsets.NONE))
                .toList();
        return new OrderSearch(consumers, settings, () -> new BacklogAnswer(true, 0, all), desk, limit, FIRST_STEP)
                .search(id);
    }

    @Test
    void an_order_that_was_replayed_is_processed_however_many_came_since() throws Exception {
        RecordMetadata failed = send(name, 0, "o-1");
        sendLetterOf(failed, "o-1");
        RecordMetadata replayed = send(name, 0, "o-1");
        sendOthers(name, 0);

        OrderSearch.Found found = search("o-1");
        assertThat(found.state()).isEqualTo("processed");
        assertThat(found.newest().offset()).isEqualTo(replayed.offset());
        assertThat(found.letters()).hasSize(1);
    }

    @Test
    void an_order_is_dead_lettered_however_many_letters_came_since() throws Exception {
        sendLetterOf(send(name, 0, "o-1"), "o-1");
        sendOthers(settings.deadLetterTopic(), 0);

        OrderSearch.Found found = search("o-1");
        assertThat(found.state()).isEqualTo("dead_lettered");
        assertThat(found.letters()).extracting(ConsumerRecord::offset).containsExactly(0L);
    }

    @Test
    void an_order_of_a_transaction_that_was_aborted_was_never_there() throws Exception {
        try (KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                Map.of("bootstrap.servers", LocalBroker.shared(), "transactional.id", name),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(name, 0, null, order("aborted")));
            other.flush();
            other.abortTransaction();
        }
        send(name, 0, "o-1");

        // what comes behind a transaction can be read when its end is written
        await().until(() -> !search("o-1").isEmpty());
        assertThat(search("o-1").state()).isEqualTo("processed");
        assertThat(search("aborted").isEmpty()).isTrue();
    }

    /** Each of half a megabyte: more than there is room for in a step. */
    @Test
    void of_an_order_that_comes_again_and_again_as_many_records_are_in_memory_as_there_is_room_for() throws Exception {
        for (int i = 0; i < 60; i++) {
            String json = "{\"order_id\":\"again\",\"user\":\"lucy\",\"item\":\"tea\",\"quantity\":%d,\"x\":\"%s\"}"
                    .formatted(i + 1, "x".repeat(500_000));
            producer.send(new ProducerRecord<>(name, i % 3, ++time, null, json.getBytes(UTF_8)));
            producer.flush();
        }
        OrderSearch.Found found = search("again");

        assertThat(found.newest().offset()).isEqualTo(19);
        assertThat(new String(found.newest().value(), UTF_8)).contains("\"quantity\":60,");
        assertThat(found.orders().stream()
                        .mapToInt(ConsumerRecord::serializedValueSize)
                        .sum())
                .isLessThan(16 << 20);
        assertThat(found.end().whole()).as("there may be older ones").isFalse();
    }

    @Test
    void the_newest_record_of_an_order_counts_though_it_stands_in_a_longer_partition() throws Exception {
        RecordMetadata failed = send(name, 0, "o-1");
        sendLetterOf(failed, "o-1");
        RecordMetadata mended = send(name, 1, "o-1");
        sendOthers(name, 1);

        OrderSearch.Found found = search("o-1");
        assertThat(found.state()).isEqualTo("processed");
        assertThat(found.orders())
                .extracting(ConsumerRecord::partition)
                .containsExactly(mended.partition(), failed.partition());
    }

    @Test
    void an_order_that_no_topic_but_the_letters_has_is_dead_lettered() throws Exception {
        send(settings.deadLetterTopic(), 2, "o-1");
        sendOthers(name, 0);

        assertThat(search("o-1").state()).isEqualTo("dead_lettered");
        assertThat(search("o-2").isEmpty()).isTrue();
        assertThat(OrderPages.notFound(search("o-2").end())).isEqualTo("No order of that id is in the topics");
    }

    @Test
    void how_far_it_looked_is_said_where_the_time_was_up_and_of_the_rest_nothing() {
        TopicPartition orders = new TopicPartition(name, 0);
        TopicPartition letters = new TopicPartition(settings.deadLetterTopic(), 0);
        Supplier<Consumer<byte[], byte[]>> stuck = () -> {
            MockConsumer<byte[], byte[]> consumer = consumer(orders, 9, letters, 1);
            consumer.schedulePollTask(() -> {
                consumer.addRecord(new ConsumerRecord<>(letters.topic(), 0, 0, null, order("o-1")));
                consumer.addRecord(new ConsumerRecord<>(name, 0, 7, null, order("o-8")));
                consumer.addRecord(new ConsumerRecord<>(name, 0, 8, null, order("o-9")));
            });
            // the next step is of the offsets 3 to 6
            consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(name, 0, 3, null, order("o-4"))));
            return consumer;
        };
        Duration soon = Duration.ofMillis(400);

        assertThat(search(stuck, soon, "o-1").state())
                .as("a letter alone: it may have been sent again")
                .isEqualTo("unknown");
        assertThat(search(stuck, soon, "o-8").state())
                .as("of a step that was read")
                .isEqualTo("processed");
        assertThat(search(stuck, soon, "o-4").state())
                .as("a newer one may be in the same step")
                .isEqualTo("unknown");
        OrderSearch.Found nothing = search(stuck, soon, "o-2");
        assertThat(nothing.isEmpty()).isTrue();
        assertThat(OrderPages.notFound(nothing.end()))
                .isEqualTo("No order of that id is among the newest 4 records;"
                        + " there was no time to look at the older ones");
    }

    @Test
    void what_nobody_can_read_is_named_and_keeps_nothing_else_from_being_found() {
        TopicPartition orders = new TopicPartition(name, 0);
        TopicPartition letters = new TopicPartition(settings.deadLetterTopic(), 0);
        Supplier<Consumer<byte[], byte[]>> half = () -> {
            MockConsumer<byte[], byte[]> consumer = consumer(orders, 1, letters, 0);
            consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(name, 0, 0, null, order("o-1"))));
            return consumer;
        };

        OrderSearch.Found found = search(half, Duration.ofSeconds(10), "o-1");
        assertThat(found.state()).isEqualTo("processed");
        assertThat(found.end().whole()).isFalse();
        assertThat(OrderPages.notFound(
                        search(half, Duration.ofSeconds(10), "o-2").end()))
                .isEqualTo(
                        "No order of that id is among the 1 records that can be read; %s-1, %s-1 can't be at this moment"
                                .formatted(name, settings.deadLetterTopic()));
    }

    /** Of two topics, each of which has a partition 1 without a leader. */
    private static MockConsumer<byte[], byte[]> consumer(
            TopicPartition orders, long ordersEnd, TopicPartition letters, long lettersEnd) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        for (TopicPartition partition : List.of(orders, letters)) {
            consumer.updatePartitions(
                    partition.topic(),
                    List.of(
                            new PartitionInfo(partition.topic(), 0, new Node(1, "localhost", 9092), null, null),
                            new PartitionInfo(partition.topic(), 1, Node.noNode(), null, null)));
        }
        consumer.updateBeginningOffsets(Map.of(orders, 0L, letters, 0L));
        consumer.updateEndOffsets(Map.of(orders, ordersEnd, letters, lettersEnd));
        return consumer;
    }
}
