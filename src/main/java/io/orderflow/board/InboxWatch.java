package io.orderflow.board;

import io.orderflow.inbox.OrderFileState;
import io.orderflow.order.Quotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileConsumer;
import org.apache.camel.support.ScheduledPollConsumer;

/** Notices a folder that is not read any more, and a file that stands still. To be asked once a second. */
public final class InboxWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * A route that reads a folder.
     *
     * @param trouble what is wrong, or null
     */
    public record Inbox(String route, String trouble) {}

    private record Seen(String progress, long since) {}

    private final LongSupplier millis;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** @param millis the clock, as {@link System#currentTimeMillis} */
    public InboxWatch(LongSupplier millis) {
        this.millis = millis;
    }

    /** Whether a route reads the folder: one that runs, or that starts with the program and was paused or stopped by hand. */
    public static boolean isRead(CamelContext context, Path folder) {
        return context.getRoutes().stream()
                .anyMatch(route -> route.getEndpoint() instanceof FileEndpoint files
                        && whole(files.getFile().toPath()).equals(whole(folder))
                        && (!Boolean.FALSE.equals(route.isAutoStartup())
                                || context.getRouteController().getRouteStatus(route.getRouteId())
                                        == ServiceStatus.Started));
    }

    private static Path whole(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** @param reading the files that are being read at this moment */
    public List<Inbox> look(CamelContext context, List<OrderFileState> reading) {
        return context.getRoutes().stream()
                .filter(route -> route.getConsumer() instanceof GenericFileConsumer<?>)
                .filter(route ->
                        context.getRouteController().getRouteStatus(route.getRouteId()) == ServiceStatus.Started)
                .map(route -> inbox(route, (ScheduledPollConsumer) route.getConsumer(), reading))
                .toList();
    }

    private Inbox inbox(Route route, ScheduledPollConsumer consumer, List<OrderFileState> reading) {
        if (route.getEndpoint() instanceof FileEndpoint files
                && !files.getFile().isDirectory()) {
            return new Inbox(
                    route.getRouteId(),
                    "There is no folder %s to be read (route %s); make one there"
                            .formatted(Quotation.printable(files.getFile().getPath()), route.getRouteId()));
        }
        List<String> places =
                reading.stream().map(file -> file.name() + " " + file.read()).toList();
        String progress = consumer.getCounter() + " " + consumer.isPolling() + " " + places;
        return new Inbox(
                route.getRouteId(), trouble(route.getRouteId(), progress, consumer.isPolling() ? reading : List.of()));
    }

    /** @param progress what changes where all is well */
    String trouble(String route, String progress, List<OrderFileState> reading) {
        long now = millis.getAsLong();
        Seen last = seen.merge(
                route, new Seen(progress, now), (before, next) -> before.progress.equals(progress) ? before : next);
        if (now - last.since <= PATIENCE.toMillis()) {
            return null;
        }
        return reading.isEmpty()
                ? "The inbox has not been read since %s (route %s)".formatted(Words.clock(last.since), route)
                : "%s has stood still since %s (route %s)"
                        .formatted(Quotation.printable(reading.get(0).name()), Words.clock(last.since), route);
    }
}
