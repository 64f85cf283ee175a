package io.orderflow.reload;

import io.orderflow.failure.Causes;
import io.orderflow.failure.LongLived;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the routes that run what the files in a folder say, at the start and whenever a file is saved. Each set of files
 * is checked aside as a whole first: a mistake in it changes nothing.
 */
public final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger("routes");
    /** Not every file system notifies of a change: a network's and a volume of Kubernetes don't. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    /** An editor that empties a file and writes it, or several files saved together: one change when this long nothing comes. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private final Path folder;
    private final SaveLog saves = new SaveLog();
    private final RouteCheck check;
    private final LiveRoutes live;
    private Thread thread;
    private volatile Mistakes refused;

    /**
     * @param context runs the routes; its settings and components are there, and it is not started yet
     * @param control knows the routes that a person has paused or stopped
     */
    public RouteReload(CamelContext context, Path folder, RouteControl control) {
        this.folder = folder;
        this.check = new RouteCheck(context);
        this.live = new LiveRoutes(context, control);
    }

    /**
     * Adds the routes to the context, which is to start then.
     *
     * @throws RouteMistake where they could not run
     */
    public void load() throws Exception {
        RouteSet set = check.check(RouteFiles.read(folder), null);
        set.warnings().forEach(warning -> LOG.warn("⚠️ {}", warning));
        live.begin(set);
    }

    /** Follows the folder from now on, in a thread of its own. */
    public void start() {
        thread = LongLived.start("routes", this::follow);
    }

    /**
     * What is wrong with the files as they are now, for which the routes from before go on, or who waits for a route that
     * was taken away.
     */
    public Mistakes mistakes() {
        Mistakes now = refused;
        return now == null ? Mistakes.taken(live.wanted().waiting()) : now;
    }

    /** Follows it no longer; what waits to be exchanged stays as it is. */
    public void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            live.end();
            thread.join();
        }
    }

    private void follow() throws InterruptedException {
        Sight seen = new Sight(live.wanted().files(), null);
        while (true) {
            Sight now = Sight.of(folder);
            if (now.equals(seen)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
            } else {
                seen = settled(now);
                take(seen);
            }
        }
    }

    private Sight settled(Sight now) throws InterruptedException {
        Sight before;
        do {
            before = now;
            TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
            now = Sight.of(folder);
        } while (!now.equals(before));
        return now;
    }

    private void take(Sight sight) throws InterruptedException {
        try {
            if (sight.mistake() != null) {
                throw new RouteMistake(sight.mistake());
            }
            RouteSet before = live.wanted();
            String saved = sight.files().differing(before.files());
            RouteSet set = check.check(sight.files(), before);
            set.warnings().stream()
                    .filter(warning -> !before.warnings().contains(warning))
                    .forEach(warning -> LOG.warn("⚠️ {}", warning));
            Set<String> following = live.exchange(set);
            refused = null;
            String sentence = SaveLog.sentence(saved, before.sources(), set.sources(), following);
            saves.addTaken(sentence);
            LOG.info("🔧 {}", sentence);
        } catch (RouteMistake e) {
            refuse(Mistakes.of(e));
            e.all().forEach(sentence -> LOG.error("❌ Nothing changes: {}", sentence));
        } catch (RuntimeException e) {
            String words = Causes.words(e);
            refuse(Mistakes.of(new RouteMistake(words, e)));
            LOG.error("❌ Nothing changes, and that should not have happened: {}", words);
            LOG.debug("The cause", e);
        }
    }

    private void refuse(Mistakes mistakes) {
        refused = mistakes;
        saves.addRefused(mistakes);
    }

    /** The last changes of the files since the start, the newest first. */
    public List<Save> saves() {
        return saves.newestFirst();
    }

    /** What is seen in the folder: the files, or why they can't be seen. */
    private record Sight(RouteFiles files, String mistake) {

        static Sight of(Path folder) {
            try {
                return new Sight(RouteFiles.read(folder), null);
            } catch (RouteMistake e) {
                return new Sight(null, e.getMessage());
            }
        }
    }
}
