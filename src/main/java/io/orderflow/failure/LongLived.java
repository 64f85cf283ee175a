package io.orderflow.failure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that goes on for as long as the program does, in a thread of its own or as a task of an executor. Whatever ends it
 * is reported once, shown as {@link #trouble} for a while, and the work starts again. The threads of consumers have a
 * keeper of their own, since each new one needs a new client, and the steps' workers end with their work.
 */
public final class LongLived {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");
    private static final Duration SHOWN = Duration.ofSeconds(10);
    private static final long PAUSE_MS = 1_000;

    private static final Map<String, End> ENDS = new ConcurrentSkipListMap<>();

    /** The work. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private record End(String sentence, long at) {}

    private LongLived() {}

    /**
     * Starts a daemon thread, in which the work starts again a second after something has ended it. It ends for good where
     * the work returns or is interrupted.
     */
    public static Thread start(String name, Work work) {
        Thread thread = new Thread(() -> runOn(name, work), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** From now on, where another thread of the program ends by what it throws, that is a line of the log. */
    public static void reportOthers() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            LOG.error("The thread {} has ended: {}", thread.getName(), Causes.words(failure));
            LOG.debug("The cause", failure);
        });
    }

    private static void runOn(String name, Work work) {
        try {
            while (!run(name, work)) {
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work as a task that never throws: an executor does not call one again that does. */
    public static Runnable task(String name, Work work) {
        return () -> {
            try {
                if (run(name, work)) {
                    ENDS.remove(name);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static boolean run(String name, Work work) throws InterruptedException {
        try {
            work.run();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            report(name, e);
            return false;
        }
    }

    private static void report(String name, Throwable cause) {
        try {
            String sentence = "The work of \"%s\" has ended, and begins anew: %s".formatted(name, Causes.words(cause));
            End before = ENDS.put(name, new End(sentence, System.nanoTime()));
            if (before == null || !before.sentence.equals(sentence)) {
                LOG.error(sentence);
                LOG.debug("The cause", cause);
            }
        } catch (Throwable e) {
            // there may be no memory for words; the work starts again all the same
        }
    }

    /** All that has ended within the last ten seconds, in words; null where nothing has. */
    public static String trouble() {
        String ended = ENDS.values().stream()
                .filter(end -> System.nanoTime() - end.at < TimeUnit.SECONDS.toNanos(SHOWN.toSeconds()))
                .map(End::sentence)
                .collect(Collectors.joining("; "));
        return ended.isEmpty() ? null : ended;
    }
}
