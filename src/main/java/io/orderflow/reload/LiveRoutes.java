package io.orderflow.reload;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that run. Each one that differs from its file is exchanged by itself, as soon as its exchanges in flight are
 * done; the others are left alone.
 */
final class LiveRoutes {

    private static final Logger LOG = LoggerFactory.getLogger("routes");
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    private final CamelContext context;
    private final ExecutorService threads;
    /** The set that each route was loaded from. */
    private final Map<String, RouteSet> running = new ConcurrentHashMap<>();

    private final RouteExchange exchange;
    private final Set<String> busy = new HashSet<>();
    private volatile RouteSet wanted;

    LiveRoutes(CamelContext context, RouteControl control) {
        this.context = context;
        this.threads = context.getExecutorServiceManager().newCachedThreadPool(this, "routes");
        this.exchange = new RouteExchange(context, running, this::wanted, control);
    }

    /** Adds the first routes, which start with the context. */
    void begin(RouteSet set) throws Exception {
        wanted = set;
        ((ModelCamelContext) context).addRouteDefinitions(set.load(context).values());
        set.sources().keySet().forEach(id -> running.put(id, set));
    }

    RouteSet wanted() {
        return wanted;
    }

    /**
     * Makes the routes those of this set.
     *
     * @return those with an exchange in flight for long, which are replaced when it is done
     * @throws RouteMistake where one can't start; then all are what they were
     */
    Set<String> exchange(RouteSet set) throws InterruptedException {
        RouteSet before = wanted;
        RouteMistake mistake = exchangeAll(set);
        if (mistake != null) {
            RouteMistake again = exchangeAll(before);
            if (again != null) {
                LOG.error("❌ Not all routes are what they were: {}", again.getMessage());
            }
            throw mistake;
        }
        synchronized (busy) {
            return new TreeSet<>(busy);
        }
    }

    /** Waits no more for exchanges in flight, but for routes that are between old and new: the program is stopping. */
    void end() throws InterruptedException {
        exchange.end();
        threads.shutdownNow();
    }

    /** @return what is wrong with some of them, or null; of one that is exchanged later that is logged */
    private RouteMistake exchangeAll(RouteSet set) throws InterruptedException {
        Queue<String> mistakes = new ConcurrentLinkedQueue<>();
        Set<String> different = new HashSet<>(set.sources().keySet());
        different.addAll(running.keySet());
        synchronized (busy) {
            wanted = set;
            different.removeIf(id -> busy.contains(id) || isRight(id));
            busy.addAll(different);
        }
        int readers = (int) different.stream().filter(exchange::isReader).count();
        RouteExchange.Turns turns = new RouteExchange.Turns(readers, different.size() - readers);
        CountDownLatch done = new CountDownLatch(different.size());
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (String id : different) {
            threads.execute(() -> {
                RouteMistake found = exchangeUntilRight(id, turns);
                if (found != null) {
                    mistakes.addAll(found.all());
                }
                done.countDown();
                if (System.nanoTime() > end) {
                    logLate(id, found);
                }
            });
        }
        done.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        List<String> all = mistakes.stream().sorted().toList();
        return all.isEmpty() ? null : new RouteMistake(all, false, null);
    }

    /** Exchanges the route until it is as it is wanted, which may change meanwhile; gives why that can't be, or null. */
    private RouteMistake exchangeUntilRight(String id, RouteExchange.Turns turns) {
        RouteMistake mistake = null;
        while (true) {
            try {
                exchange.exchange(id, turns);
            } catch (RouteMistake e) {
                mistake = e;
            } catch (InterruptedException e) {
                LOG.debug("{} is not exchanged any more", id);
                return null;
            }
            synchronized (busy) {
                if (mistake != null || isRight(id)) {
                    busy.remove(id);
                    return mistake;
                }
            }
        }
    }

    private static void logLate(String id, RouteMistake mistake) {
        if (mistake == null) {
            LOG.info("🔧 {} has no exchange in flight any more: its new version runs", id);
        } else {
            LOG.error("❌ {} stays as it was: {}", id, mistake.getMessage());
        }
    }

    private boolean isRight(String id) {
        RouteSet from = running.get(id);
        return from == null
                ? !wanted.sources().containsKey(id)
                : from.sources().get(id).equals(wanted.sources().get(id));
    }
}
