package io.orderflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.ConsumerView;
import io.orderflow.board.InboxWatch;
import io.orderflow.board.OrderFiles;
import io.orderflow.board.Problem;
import io.orderflow.board.Problem.Kind;
import io.orderflow.board.RouteDesk;
import io.orderflow.board.RouteShape;
import io.orderflow.board.RouteState;
import io.orderflow.board.Sources;
import io.orderflow.board.TopItems;
import io.orderflow.failure.LongLived;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.inbox.SentFiles;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.observe.RouteTimes;
import io.orderflow.reload.RouteControl;
import io.orderflow.reload.RouteSwitch;
import io.orderflow.settings.Settings;
import io.orderflow.tracker.ProcessedOrders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Where the board finds what it shows: in the parts of this program, which know nothing of it. */
record BoardSources(
        CamelContext context,
        Settings settings,
        KafkaAccess kafka,
        KafkaWatch watch,
        Backlog backlog,
        RouteLoading routes,
        RouteTimes times,
        Supplier<TotalsView> totals) {

    /** For an order, through the files of the inbox. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    Sources all() {
        InboxFiles files = bean("inboxFiles", InboxFiles.class);
        TopItems items = bean("topItems", TopItems.class);
        ProcessedOrders processed = bean("processedOrders", ProcessedOrders.class);
        SentFiles sent = new SentFiles(settings.inbox().directory(), files, LONGEST_LOOK);
        InboxWatch inbox = new InboxWatch(System::currentTimeMillis);
        return new Sources(
                settings,
                kafka,
                bean("meters", MeterRegistry.class),
                () -> backlog.ask(Backlog.FRESH),
                backlog::members,
                count -> topItems(items, count),
                files::latest,
                (value, time) -> find(sent, value, time),
                routeDesk(),
                () -> ConsumerView.of(context),
                () -> inbox.look(context, files.reading()),
                () -> InboxWatch.isRead(context, settings.inbox().directory()),
                this::trouble,
                totals,
                () -> processed.latency(settings.group()));
    }

    private static OrderFiles.Found find(SentFiles files, byte[] value, long time) {
        SentFiles.Found found = files.find(value, time);
        return new OrderFiles.Found(found.place(), found.files(), found.whole());
    }

    private <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    /** Of the last hour and all copies of the program where the analytics know it, else of what was processed here. */
    private List<TotalsView.Item> topItems(TopItems here, int count) {
        TotalsView known = totals.get();
        return known == null ? here.top(count) : known.topItems();
    }

    /** What is wrong with a thread of this program, or else with Kafka's topics, if that is known; null where all is well. */
    private Problem trouble() {
        String ended = LongLived.trouble();
        String trouble = ended == null ? watch.trouble() : ended;
        return trouble == null
                ? null
                : Problem.of(ended == null && watch.isNew() ? Kind.KAFKA_UNKNOWN : Kind.TROUBLE, trouble);
    }

    private RouteDesk routeDesk() {
        RouteControl control = routes.control();
        return new RouteDesk(
                () -> RouteState.of(context, times, RouteSwitch::status, control::byHand),
                id -> RouteShape.of(context, id, step -> times.through(id, step)),
                (route, action, by) ->
                        control.act(route, RouteControl.Action.valueOf(action.toUpperCase(Locale.ROOT)), by),
                routes::mistakes,
                routes::saves);
    }
}
