package io.orderflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.ConsumerView;
import io.orderflow.board.InboxWatch;
import io.orderflow.board.RouteDesk;
import io.orderflow.board.RouteShape;
import io.orderflow.board.RouteState;
import io.orderflow.board.Sources;
import io.orderflow.board.TopItems;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.GroupMembers;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.Topics;
import io.orderflow.observe.RouteTimes;
import io.orderflow.reload.RouteControl;
import io.orderflow.reload.RouteSwitch;
import io.orderflow.settings.Settings;
import io.orderflow.tracker.ProcessedOrders;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Where the board finds what it shows: in the parts of this program, which know nothing of it. */
final class BoardSources {

    private final CamelContext context;
    private final Settings settings;
    private final KafkaAccess kafka;
    private final Supplier<TotalsView> totals;
    private final InboxFiles files;
    private final TopItems items;
    private final ProcessedOrders processed;
    private final InboxWatch inbox = new InboxWatch(System::currentTimeMillis);

    BoardSources(CamelContext context, Settings settings, KafkaAccess kafka, Supplier<TotalsView> totals) {
        this.context = context;
        this.settings = settings;
        this.kafka = kafka;
        this.totals = totals;
        this.files = bean("inboxFiles", InboxFiles.class);
        this.items = bean("topItems", TopItems.class);
        this.processed = bean("processedOrders", ProcessedOrders.class);
    }

    private <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    Sources all(
            Supplier<BacklogAnswer> backlog,
            Function<Collection<String>, List<GroupMembers>> members,
            Supplier<String> trouble,
            RouteLoading routes,
            RouteTimes times) {
        MeterRegistry meters = bean("meters", MeterRegistry.class);
        boolean uploads = settings.http().server().uploadMegabytes() > 0;
        return new Sources(
                settings.brokers(),
                settings.topic(),
                settings.deadLetterTopic(),
                settings.group(),
                meters,
                this::topItems,
                backlog,
                kafka::reader,
                kafka::scanner,
                letters(),
                settings.http().server().readOnly(),
                uploads ? settings.inbox().directory().toString() : null,
                files::latest,
                routes(routes, times),
                () -> ConsumerView.of(context),
                this::inboxes,
                trouble,
                totals,
                () -> processed.latency(settings.group()),
                members);
    }

    /** Of the last hour and all copies of the program where the analytics know it, else of what was processed here. */
    private List<TotalsView.Item> topItems(int count) {
        TotalsView known = totals.get();
        return known == null ? items.top(count) : known.topItems();
    }

    private List<InboxWatch.Inbox> inboxes() {
        return inbox.look(context, files.reading());
    }

    private RouteDesk routes(RouteLoading routes, RouteTimes times) {
        RouteControl control = routes.control();
        return new RouteDesk(
                () -> RouteState.of(context, times, RouteSwitch::status, control::byHand),
                id -> RouteShape.of(context, id, step -> times.through(id, step)),
                (route, action, by) ->
                        control.act(route, RouteControl.Action.valueOf(action.toUpperCase(Locale.ROOT)), by),
                routes::mistake,
                routes::saves);
    }

    private LetterDesk.Sources letters() {
        String actions = settings.deadLetterTopic() + "-actions";
        NewTopic topic = new NewTopic(actions, 1, settings.replicationFactor())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        return new LetterDesk.Sources(
                settings.deadLetterTopic(),
                settings.topic(),
                actions,
                kafka::reader,
                kafka::producer,
                () -> create(topic));
    }

    private void create(NewTopic topic) {
        try (Admin admin = kafka.admin()) {
            new Topics(admin, settings.brokers()).createMissing(topic, () -> true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
