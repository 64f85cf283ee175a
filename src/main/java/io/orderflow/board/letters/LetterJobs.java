package io.orderflow.board.letters;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.utils.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tasks with dead letters, one after the other, and knows how far each is. Thread-safe. */
public final class LetterJobs {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int CHUNK = 1_000;
    private static final int KEPT_JOBS = 20;

    private final LetterWork work;
    private final Runnable createActions;
    private final Map<String, LetterJob> jobs = new LinkedHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(ThreadUtils.createThreadFactory("board-letters", true));
    private volatile boolean stopped;

    /** @param createActions makes the topic of the actions, where it is missing */
    LetterJobs(LetterWork work, Runnable createActions) {
        this.work = work;
        this.createActions = createActions;
    }

    /** Begins it; it goes on where Kafka is away meanwhile and comes back. */
    public LetterJob begin(LetterDesk.Task task) {
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
        // also where the program is gone before the end, the log says who began what
        LOG.info("{}: {}", task.by(), JobSentences.begun(task));
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
    public List<LetterJob> newestFirst() {
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

    private void run(LetterJob begun, LetterDesk.Task task) {
        LetterJob job = begun;
        String owner = UUID.randomUUID().toString();
        boolean ready = false;
        try {
            int at = 0;
            while (at < task.letters().size()) {
                List<LetterId> chunk = task.letters()
                        .subList(at, Math.min(at + CHUNK, task.letters().size()));
                try {
                    if (!ready && !stopped) {
                        createActions.run();
                        ready = true;
                    }
                    if (stopped) {
                        throw new InterruptedException();
                    }
                    int done = work.run(chunk, task, owner);
                    job = job.with(job.done() + done, job.skipped() + chunk.size() - done);
                    at += chunk.size();
                    put(job);
                } catch (KafkaException e) {
                    requireToFit(e);
                    LOG.debug("The letters wait", e);
                    put(job.in(LetterJob.State.RUNNING, JobSentences.trouble(e)));
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                }
            }
            job = job.in(LetterJob.State.DONE, null);
            LOG.info("{}: {}", task.by(), JobSentences.done(job, task));
        } catch (InterruptedException e) {
            job = job.in(LetterJob.State.FAILED, "The program has stopped");
            LOG.warn("{}: {}", task.by(), JobSentences.failed(job, task));
        } catch (RuntimeException | Error e) {
            job = job.in(LetterJob.State.FAILED, Causes.words(e));
            LOG.debug("The cause", e);
            LOG.warn("{}: {}", task.by(), JobSentences.failed(job, task));
        }
        put(job);
    }

    /** To wait does not make it smaller. */
    private static void requireToFit(KafkaException failure) {
        if (Causes.chain(failure).stream().anyMatch(RecordTooLargeException.class::isInstance)) {
            throw new IllegalStateException("an order is too large for its topic", failure);
        }
    }

    /** @return whether nothing is done any more */
    boolean stop() throws InterruptedException {
        stopped = true;
        // those that were not begun only say that they end
        thread.shutdownNow().forEach(Runnable::run);
        return thread.awaitTermination(2, TimeUnit.SECONDS);
    }
}
