package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;

/**
 * Does a task with some letters: claims them, sends their records, and writes that it is done. What was sent before
 * that could be written is sent again where somebody does it again after a crash, and recognised by its id.
 */
final class LetterWork implements AutoCloseable {

    private final String ordersTopic;
    private final ActionLog log;
    private final LetterIndex index;
    private final LetterReader reader;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private Producer<byte[], byte[]> producer;

    /**
     * @param reader closed with this
     * @param producers makes the client that sends
     */
    LetterWork(
            String ordersTopic,
            LetterReader reader,
            Supplier<Producer<byte[], byte[]>> producers,
            ActionLog log,
            LetterIndex index) {
        this.ordersTopic = ordersTopic;
        this.reader = reader;
        this.producers = producers;
        this.log = log;
        this.index = index;
    }

    /**
     * @param owner names the work: where it is called again, it goes on with what it holds
     * @return with how many it was done; the others were not as they had to be
     * @throws org.apache.kafka.common.KafkaException where Kafka does not answer; call it again with those that
     *     are not done
     */
    int run(List<LetterId> ids, LetterDesk.Task task, String owner) throws InterruptedException {
        if (producer == null) {
            producer = producers.get();
        }
        Map<LetterId, LetterAction> actions = new HashMap<>();
        for (LetterId id : ids) {
            if (index.state(id) != null) {
                actions.put(
                        id,
                        new LetterAction(
                                task.what(),
                                task.by(),
                                System.currentTimeMillis(),
                                task.word(),
                                index.time(id),
                                owner));
            }
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        actions.forEach((id, action) -> sent.add(producer.send(log.claim(id, action))));
        await(sent);
        log.readOn();
        actions.keySet().removeIf(id -> !log.isOwner(id, owner));
        if (task.what() == LetterState.REPLAYED || task.what() == LetterState.MENDED) {
            List<ConsumerRecord<byte[], byte[]>> letters = letters(actions);
            letters.forEach(letter -> sent.add(producer.send(order(letter, task.mended()))));
            await(sent);
        }
        actions.forEach((id, action) -> sent.add(producer.send(log.done(id, action))));
        await(sent);
        log.readOn();
        return (int) ids.stream().filter(id -> log.isDone(id, owner)).count();
    }

    /** Those that are gone meanwhile are taken away from the actions. */
    private List<ConsumerRecord<byte[], byte[]>> letters(Map<LetterId, LetterAction> actions) {
        Map<LetterId, ConsumerRecord<byte[], byte[]>> letters = reader.some(actions.keySet());
        actions.keySet().retainAll(letters.keySet());
        return letters.values().stream()
                .sorted((one, other) -> Long.compare(one.offset(), other.offset()))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> order(ConsumerRecord<byte[], byte[]> letter, byte[] mended) {
        Headers headers = DeadLetterHeaders.replay(letter.headers());
        if (mended == null) {
            return new ProducerRecord<>(ordersTopic, null, letter.key(), letter.value(), headers);
        }
        Order order = OrderJson.read(mended);
        LetterId id = new LetterId(letter.partition(), letter.offset());
        headers.add(DeadLetterHeaders.MENDED, id.toString().getBytes(UTF_8));
        return new ProducerRecord<>(ordersTopic, null, order.user().getBytes(UTF_8), mended, headers);
    }

    private void await(List<Future<RecordMetadata>> sent) throws InterruptedException {
        producer.flush();
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new TimeoutException(e.getCause().getMessage(), e.getCause());
        } finally {
            sent.clear();
        }
    }

    @Override
    public void close() {
        reader.close();
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }
}
