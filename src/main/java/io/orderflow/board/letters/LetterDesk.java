package io.orderflow.board.letters;

import io.orderflow.kafka.RangeReader;
import io.orderflow.order.Quotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters: which there are, and what is done with them. */
public final class LetterDesk extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long MOST_LETTERS = 1_000_000;
    private static final int CHUNK = 1_000;
    private static final int KEPT_JOBS = 20;

    /**
     * Where it finds them.
     *
     * @param actionTopic   is made where it is missing, when something is to be done for the first time
     * @param createActions makes that topic
     */
    public record Sources(
            String topic,
            String ordersTopic,
            String actionTopic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Producer<byte[], byte[]>> producers,
            Runnable createActions) {}

    /**
     * What is to be done.
     *
     * @param word   why, or null
     * @param mended the text of the order that is sent in place of the letter's own, or null
     */
    public record Task(List<LetterId> letters, LetterState what, String by, String word, byte[] mended) {}

    private final Sources sources;
    private final LetterIndex index = new LetterIndex();
    private final ActionLog log;
    private final TopicReader follower;
    private final TopicReader opener;
    private final LetterWork work;
    private final Map<String, LetterJob> jobs = new LinkedHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "board-letters");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean complete;
    private volatile long older;

    public LetterDesk(Sources sources) {
        this.sources = sources;
        this.log = new ActionLog(sources.consumers(), sources.actionTopic(), index);
        this.follower = new TopicReader(sources.consumers(), sources.topic());
        this.opener = new TopicReader(sources.consumers(), sources.topic());
        this.work = new LetterWork(
                sources.topic(), sources.ordersTopic(), log, index, sources.consumers(), sources.producers());
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
        RangeReader.Bounds bounds = follower.bounds();
        long before = 0;
        for (Map.Entry<TopicPartition, Long> end : bounds.ends().entrySet()) {
            int partition = end.getKey().partition();
            long start = bounds.starts().get(end.getKey());
            long first = Math.max(start, end.getValue() - MOST_LETTERS);
            if (index.next(partition, first) > end.getValue()) {
                index.forget(partition);
                index.next(partition, first);
            }
            index.forgetBefore(partition, start);
            before += first - start;
        }
        older = before;
        complete = follower.read(bounds.ends(), partition -> index.next(partition.partition(), 0), index::add, LOOK);
    }

    /**
     * The letters with all that they have.
     *
     * @return those that there are
     * @throws KafkaException where Kafka does not answer
     */
    public Map<LetterId, ConsumerRecord<byte[], byte[]>> open(Collection<LetterId> ids) {
        synchronized (opener) {
            return opener.some(ids);
        }
    }

    /** What was done with it last; null where nothing was, or it is too long ago. */
    public LetterAction last(LetterId id) {
        return log.last(id);
    }

    /** Begins it; it goes on where Kafka is away meanwhile and comes back. */
    public LetterJob begin(Task task) {
        LetterJob job = new LetterJob(
                Integer.toString(numbers.incrementAndGet()),
                task.what(),
                task.by(),
                LetterJob.State.RUNNING,
                task.letters().size(),
                0,
                0,
                null);
        put(job);
        thread.execute(() -> run(job, task));
        return job;
    }

    /** Null where there is none, or it is long over. */
    public LetterJob job(String id) {
        synchronized (jobs) {
            return jobs.get(id);
        }
    }

    /** The last ones, the newest first. */
    public List<LetterJob> jobs() {
        synchronized (jobs) {
            List<LetterJob> newestFirst = new ArrayList<>(jobs.values());
            Collections.reverse(newestFirst);
            return newestFirst;
        }
    }

    private void put(LetterJob job) {
        synchronized (jobs) {
            jobs.put(job.id(), job);
            while (jobs.size() > KEPT_JOBS) {
                jobs.remove(jobs.keySet().iterator().next());
            }
        }
    }

    private void run(LetterJob begun, Task task) {
        LetterJob job = begun;
        String owner = UUID.randomUUID().toString();
        boolean ready = false;
        try {
            int at = 0;
            while (at < task.letters().size()) {
                List<LetterId> chunk = task.letters()
                        .subList(at, Math.min(at + CHUNK, task.letters().size()));
                try {
                    if (!ready) {
                        sources.createActions().run();
                        ready = true;
                    }
                    int done = work.run(chunk, task, owner);
                    job = job.with(job.done() + done, job.skipped() + chunk.size() - done);
                    at += chunk.size();
                    put(job);
                } catch (KafkaException e) {
                    LOG.debug("The letters wait", e);
                    put(job.in(LetterJob.State.RUNNING, "Kafka does not take it: " + e.getMessage()));
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                }
            }
            job = job.in(LetterJob.State.DONE, null);
            LOG.info("{}: {}", task.by(), sentence(job, task));
        } catch (InterruptedException e) {
            job = job.in(LetterJob.State.FAILED, "The program has stopped");
        } catch (RuntimeException e) {
            job = job.in(LetterJob.State.FAILED, e.toString());
            LOG.warn("{}: {}: {}", task.by(), sentence(job, task), e.toString());
        }
        put(job);
    }

    private static String sentence(LetterJob job, Task task) {
        String letters = job.total() == 1
                ? "dead letter " + task.letters().get(0)
                : "%,d dead letters of %,d".formatted(job.done(), job.total());
        String what =
                switch (task.what()) {
                    case REPLAYED -> "replayed ";
                    case MENDED -> "mended and sent ";
                    case SET_ASIDE -> "set aside ";
                    case OPEN -> "opened again ";
                };
        return (job.done() == 0 && job.isOver() ? "nothing to do, somebody was there before: " : "")
                + what
                + letters
                + (task.word() == null ? "" : ": " + Quotation.quote(task.word()));
    }

    @Override
    protected void doStop() throws InterruptedException {
        thread.shutdownNow();
        if (thread.awaitTermination(2, TimeUnit.SECONDS)) {
            work.close();
            log.close();
        }
    }

    /** To be called in the thread that calls {@link #look}, at the end. */
    public synchronized void close() {
        follower.close();
    }
}
