package io.orderflow.board.letters;

import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.RangeReader;
import io.orderflow.kafka.Topics;
import io.orderflow.settings.Settings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** The dead letters: which there are, and what is done with them. */
public final class LetterDesk extends ServiceSupport {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long MOST_LETTERS = 1_000_000;
    private static final int PART_OF_HEAP = 16;

    /**
     * A task.
     *
     * @param word   why, or null
     * @param mended the text of the order that is sent in place of the letter's own, or null
     */
    public record Task(List<LetterId> letters, LetterState what, String by, String word, byte[] mended) {}

    private final Settings settings;
    private final KafkaAccess kafka;
    private final String actions;
    private final LetterIndex index;
    private final ActionLog log;
    private final RangeReader follower;
    private final LetterReader opener;
    private final LetterWork work;
    private final LetterJobs jobs;
    private volatile boolean complete;
    private volatile long older;
    private volatile long since;

    /** @param kafka makes clients that look, and the one that sends */
    public LetterDesk(Settings settings, KafkaAccess kafka) {
        this.settings = settings;
        this.kafka = kafka;
        this.actions = settings.deadLetterTopic() + "-actions";
        this.index = new LetterIndex(settings.topic());
        this.log = new ActionLog(kafka::reader, actions, index);
        this.follower = new RangeReader(kafka::reader, PATIENCE);
        this.opener = new LetterReader(kafka::reader, settings.deadLetterTopic());
        LetterReader letters = new LetterReader(kafka::reader, settings.deadLetterTopic());
        this.work = new LetterWork(settings.topic(), letters, () -> kafka.transactions(log.topic()), log, index);
        this.jobs = new LetterJobs(work, this::createActions);
    }

    private void createActions() {
        NewTopic topic = new NewTopic(actions, 1, settings.replicationFactor())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Topics topics = kafka.topics()) {
            topics.createMissing(topic, () -> true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public LetterIndex index() {
        return index;
    }

    /** False until all letters were looked at once. */
    public boolean isComplete() {
        return complete;
    }

    /** How many letters there are that are older than those that are looked at. */
    public long older() {
        return older;
    }

    /**
     * Looks at what is new, for a second at the most.
     *
     * @throws KafkaException where Kafka does not answer
     */
    public synchronized void look() {
        log.readOn();
        RangeReader.Bounds bounds = follower.bounds(List.of(settings.deadLetterTopic()));
        long most = mostOfAPartition(bounds.ends().size(), Runtime.getRuntime().maxMemory());
        long before = 0;
        for (Map.Entry<TopicPartition, Long> end : bounds.ends().entrySet()) {
            int partition = end.getKey().partition();
            long start = bounds.starts().get(end.getKey());
            long first = Math.max(start, end.getValue() - most);
            if (index.next(partition, first) > end.getValue()) {
                index.forget(partition);
                index.next(partition, first);
            }
            index.forgetBefore(partition, first);
            before += first - start;
        }
        older = before;
        boolean read =
                follower.read(bounds.ends(), partition -> index.next(partition.partition(), 0), index::add, LOOK);
        since = bounds.starts().entrySet().stream()
                .mapToLong(start -> index.since(start.getKey().partition(), start.getValue()))
                .max()
                .orElse(Long.MIN_VALUE);
        complete = read && bounds.leaderless().isEmpty();
    }

    /**
     * Of how many letters of a partition is known what became of them: a million, or what a part of the heap has room for.
     *
     * @param heap in bytes
     */
    static long mostOfAPartition(int partitions, long heap) {
        return Math.min(MOST_LETTERS, heap / PART_OF_HEAP / LetterTable.BYTES / Math.max(1, partitions));
    }

    /** Whether the letter of an order of that time is among those that were looked at, where it has one. */
    public boolean knowsLetterOf(long orderTime) {
        return complete && orderTime >= since;
    }

    /**
     * Letters with all that they have, one after the other, the oldest of each partition first.
     *
     * @param take is given each that there is, and must not wait; false where it wants no more
     * @return those that were not looked at, since no more were wanted
     * @throws KafkaException where Kafka does not answer
     */
    public Set<LetterId> open(Collection<LetterId> ids, Predicate<ConsumerRecord<byte[], byte[]>> take) {
        synchronized (opener) {
            return opener.read(ids, take);
        }
    }

    /**
     * One letter with all that it has.
     *
     * @return null where it is gone
     * @throws KafkaException where Kafka does not answer
     */
    public ConsumerRecord<byte[], byte[]> open(LetterId id) {
        AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
        open(List.of(id), letter -> {
            found.set(letter);
            return false;
        });
        return found.get();
    }

    /** What was done with it last; null where nothing was, or it is too long ago. */
    public LetterAction last(LetterId id) {
        return log.last(id);
    }

    /** What is being done with letters, and was. */
    public LetterJobs jobs() {
        return jobs;
    }

    @Override
    protected void doStop() throws InterruptedException {
        if (jobs.stop()) {
            work.close();
            log.close();
        }
    }

    /** To be called in the thread that calls {@link #look}, at the end. */
    public synchronized void close() {
        follower.close();
    }
}
