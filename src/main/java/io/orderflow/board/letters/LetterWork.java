package io.orderflow.board.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.kafka.DeadLetterHeaders;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.Headers;

/**
 * Does a task with some letters: sends their records and writes what was done, in one transaction. All copies of the program
 * share its id: who begins ends what another one has not committed, and knows what it has. So a letter is sent once, also where
 * two copies are asked for it at the same moment, and where one dies or stands still in the middle.
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
     * @param producers makes the client that sends, in transactions
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
     * @param owner names the work: where it is called again, what it has done already counts
     * @return with how many it was done; the others were not as they had to be, or are without their record
     * @throws KafkaException where Kafka does not answer, or another copy of the program has begun meanwhile; call it again
     *     with the same letters
     */
    int run(List<LetterId> ids, LetterDesk.Task task, String owner) throws InterruptedException {
        try {
            if (producer == null) {
                begin();
                // from here on this producer alone commits, or none of it
                log.readOn();
            }
            int done = (int) ids.stream().filter(id -> log.isDone(id, owner)).count();
            Map<LetterId, LetterAction> actions = actions(ids, task, owner);
            while (!actions.isEmpty()) {
                done += some(actions, task);
            }
            return done;
        } catch (KafkaException e) {
            closeProducer();
            throw e;
        }
    }

    private void begin() {
        producer = producers.get();
        try {
            producer.initTransactions();
        } catch (TransactionalIdAuthorizationException e) {
            throw new TransactionalIdAuthorizationException(
                    "Not authorized to write in transactions with the id " + log.topic());
        }
    }

    private Map<LetterId, LetterAction> actions(List<LetterId> ids, LetterDesk.Task task, String owner) {
        Map<LetterId, LetterAction> actions = new HashMap<>();
        for (LetterId id : ids) {
            Long time = index.time(id);
            if (time != null && log.allows(id, task.what())) {
                long now = System.currentTimeMillis();
                actions.put(id, new LetterAction(task.what(), task.by(), now, task.word(), time, owner));
            }
        }
        return actions;
    }

    /**
     * Does it with as many as there is room for, and takes these away.
     *
     * @return with how many; some may be gone
     */
    private int some(Map<LetterId, LetterAction> actions, LetterDesk.Task task) throws InterruptedException {
        Map<LetterId, LetterAction> now = new HashMap<>(actions);
        LettersInMemory letters = new LettersInMemory();
        if (task.what() == LetterState.REPLAYED || task.what() == LetterState.MENDED) {
            Set<LetterId> later = reader.read(actions.keySet(), letters);
            actions.keySet().retainAll(later);
            letters.all().removeIf(letter -> !canBeSent(letter, task));
            now.keySet().retainAll(letters.all().stream().map(LetterId::of).collect(Collectors.toSet()));
        } else {
            actions.clear();
        }
        log.awaitReadTo(commit(letters.all(), now, task));
        return now.size();
    }

    /** A letter without its record can be mended, and can't be replayed. */
    private static boolean canBeSent(ConsumerRecord<byte[], byte[]> letter, LetterDesk.Task task) {
        return task.mended() != null || DeadLetterHeaders.isWhole(letter.headers());
    }

    /** @return the offset of the last action; -1 where there is none */
    private long commit(
            List<ConsumerRecord<byte[], byte[]>> letters, Map<LetterId, LetterAction> actions, LetterDesk.Task task) {
        AtomicLong last = new AtomicLong(-1);
        producer.beginTransaction();
        letters.forEach(letter -> producer.send(order(letter, task.mended())));
        actions.forEach((id, action) -> producer.send(
                log.record(id, action), (place, failure) -> last.accumulateAndGet(place.offset(), Math::max)));
        producer.commitTransaction();
        return last.get();
    }

    private ProducerRecord<byte[], byte[]> order(ConsumerRecord<byte[], byte[]> letter, byte[] mended) {
        Headers headers = DeadLetterHeaders.replay(letter.headers());
        if (mended == null) {
            return new ProducerRecord<>(ordersTopic, null, letter.key(), letter.value(), headers);
        }
        Order order = OrderJson.read(mended);
        headers.add(DeadLetterHeaders.MENDED, LetterId.of(letter).toString().getBytes(UTF_8));
        return new ProducerRecord<>(ordersTopic, null, order.user().getBytes(UTF_8), mended, headers);
    }

    @Override
    public void close() {
        reader.close();
        closeProducer();
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }
}
