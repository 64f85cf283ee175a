package io.orderflow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.ConsumerView;
import io.orderflow.board.OrderBoard;
import io.orderflow.board.RouteState;
import io.orderflow.board.Sources;
import io.orderflow.board.TopItems;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.Causes;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.log.FoldingAppender;
import io.orderflow.observe.Answer;
import io.orderflow.observe.BrokerCheck;
import io.orderflow.observe.ConsumerMetrics;
import io.orderflow.observe.Health;
import io.orderflow.observe.Meters;
import io.orderflow.observe.RecoveryCheck;
import io.orderflow.observe.RouteTimes;
import io.orderflow.observe.TrackerCheck;
import io.orderflow.observe.WebServer;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people and other programs see what this one does: the order board, health and metrics, on one port. */
final class Monitoring extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration FRESH = Duration.ofMillis(900);

    private final CamelContext context;
    private final Settings settings;
    private final KafkaAccess kafka;
    private final Supplier<String> mistake;
    private final AnalyticsPart analytics;
    private final PrometheusMeterRegistry meters;
    private final Backlog backlog;
    private final ConsumerMetrics consumers;
    private OrderBoard board;
    private WebServer server;

    /**
     * @param mistake what is wrong with the routes' files at this moment, or null
     * @param analytics null where they are switched off
     */
    Monitoring(
            CamelContext context,
            Settings settings,
            KafkaAccess kafka,
            Supplier<String> mistake,
            AnalyticsPart analytics) {
        this.mistake = mistake;
        this.analytics = analytics;
        this.context = context;
        this.settings = settings;
        this.kafka = kafka;
        this.meters = bean("meters", PrometheusMeterRegistry.class);
        this.backlog = new Backlog(kafka::lookingAdmin, settings.topic(), settings.group());
        this.consumers = new ConsumerMetrics(
                context,
                meters,
                settings.topic(),
                settings.group(),
                backlog,
                (topic, group) -> new Backlog(kafka::lookingAdmin, topic, group));
    }

    /** @throws InvalidSettingException in Camel's profile prod, where the port can't be had */
    @Override
    protected void doStart() throws IOException {
        Settings.Http http = settings.http();
        server = new WebServer(context, http.host(), http.port(), http.user(), http.password());
        try {
            server.start();
        } catch (Exception e) {
            noBoard(http, e);
            return;
        }
        Meters.addProcess(meters);
        FoldingAppender.waitingOrders(this::waitingOrders);
        context.addLifecycleStrategy(new RouteTimes(meters));
        board = new OrderBoard(sources());
        board.serve(server);
        Health health = health(http);
        server.get("/observe/health", nothing -> answer(health.all()));
        server.get("/observe/health/live", nothing -> answer(health.live()));
        server.get("/observe/health/ready", nothing -> answer(health.readiness()));
        server.get("/observe/metrics", nothing -> metrics());
        board.start();
        LOG.info("The order board is at {}", server.address());
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(board, server);
        consumers.close();
    }

    private OptionalLong waitingOrders() {
        BacklogAnswer answer = backlog.ask(FRESH);
        return answer.up() && settings.tracker() ? OptionalLong.of(answer.lag()) : OptionalLong.empty();
    }

    private void noBoard(Settings.Http http, Exception failure) {
        String sentence =
                "orders.http.port=%d can't be had on %s (%s), so there is no order board; stop what listens there, or choose another port"
                        .formatted(http.port(), http.host(), Causes.reason(Causes.root(failure)));
        if ("prod".equals(context.getCamelContextExtension().getProfile())) {
            throw new InvalidSettingException(sentence);
        }
        LOG.warn("{}. The orders flow without it", sentence);
    }

    private Sources sources() {
        return new Sources(
                settings.brokers(),
                settings.topic(),
                settings.deadLetterTopic(),
                settings.group(),
                meters,
                this::topItems,
                () -> backlog.ask(FRESH),
                kafka::reader,
                bean("inboxFiles", InboxFiles.class)::latest,
                () -> RouteState.of(context, meters, RouteTimes.TIME, RouteTimes.FAILURES),
                () -> ConsumerView.of(RecordConsumer.states(context)),
                mistake,
                analytics == null ? () -> null : analytics::view);
    }

    /** Of the last hour and all copies of the program where the analytics know it, else of what was processed here. */
    private List<?> topItems(int count) {
        TotalsView totals = analytics == null ? null : analytics.view();
        return totals == null ? bean("topItems", TopItems.class).top(count) : totals.topItems();
    }

    private Health health(Settings.Http http) {
        List<HealthCheck> ready = new ArrayList<>();
        ready.add(new BrokerCheck(settings.brokers(), () -> backlog.ask(FRESH).up()));
        if (settings.tracker()) {
            ready.add(new TrackerCheck(context, settings.group(), backlog::isWhollyAssigned));
        }
        return new Health(
                context, new RecoveryCheck(context), ready, http.password().isEmpty());
    }

    private static Answer answer(Health.Report report) {
        return Answer.json(report.up() ? 200 : 503, report.json());
    }

    private Answer metrics() {
        consumers.refresh();
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
    }

    private <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }
}
