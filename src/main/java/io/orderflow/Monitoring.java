package io.orderflow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.OrderBoard;
import io.orderflow.board.Sources;
import io.orderflow.board.Verdict;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.Causes;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.log.FoldingAppender;
import io.orderflow.log.Terminal;
import io.orderflow.observe.Answer;
import io.orderflow.observe.ConsumerMetrics;
import io.orderflow.observe.Health;
import io.orderflow.observe.Meters;
import io.orderflow.observe.ReadyCheck;
import io.orderflow.observe.RecoveryCheck;
import io.orderflow.observe.RouteTimes;
import io.orderflow.observe.Site;
import io.orderflow.observe.TrackerCheck;
import io.orderflow.observe.WebServer;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.ServerOptions;
import io.orderflow.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
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
    private final Supplier<String> kafkaTrouble;
    private final PrometheusMeterRegistry meters;
    private final RouteLoading routes;
    private final RouteTimes routeTimes;
    private final Backlog backlog;
    private final ConsumerMetrics consumers;
    private final Sources sources;
    private OrderBoard board;
    private WebServer server;

    /**
     * @param kafkaTrouble what is wrong with Kafka at this moment, or null
     * @param trouble what is wrong with Kafka's topics or with a thread of this program, or null
     * @param routes what is wrong with their files, and how they are paused
     * @param totals what the analytics know, or null
     */
    Monitoring(
            CamelContext context,
            Settings settings,
            KafkaAccess kafka,
            Supplier<String> kafkaTrouble,
            Supplier<String> trouble,
            RouteLoading routes,
            Supplier<TotalsView> totals) {
        this.context = context;
        this.settings = settings;
        this.kafkaTrouble = kafkaTrouble;
        this.routes = routes;
        this.meters = context.getRegistry().lookupByNameAndType("meters", PrometheusMeterRegistry.class);
        this.routeTimes = new RouteTimes(meters);
        this.consumers = new ConsumerMetrics(
                context,
                meters,
                (topic, group) -> new Backlog(kafka::lookingAdmin, topic, group, RecordConsumer::doneBeyond));
        this.backlog = consumers.backlog(settings.topic(), settings.group());
        this.sources = new BoardSources(context, settings, kafka, totals)
                .all(() -> backlog.ask(FRESH), backlog::members, trouble, routes, routeTimes);
    }

    /** @throws InvalidSettingException in Camel's profile prod, where the port can't be used */
    @Override
    protected void doStart() throws IOException {
        Settings.Http http = settings.http();
        server = new WebServer(context, http.server());
        try {
            server.start();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e.getMessage());
        } catch (Exception e) {
            noBoard(http.server(), e);
            return;
        }
        Meters.addProcess(meters);
        FoldingAppender.waitingOrders(this::waitingOrders);
        context.addLifecycleStrategy(routeTimes);
        board = new OrderBoard(sources);
        Site site = server.site();
        board.serve(site);
        if (http.server().uploadMegabytes() > 0) {
            site.upload(
                    "/api/inbox/:name",
                    new InboxUploads(
                            context.getRegistry().lookupByNameAndType("inboxFiles", InboxFiles.class),
                            settings.inbox().directory(),
                            settings.inbox().extensions()));
        }
        Health health = health(http);
        site.get("/observe/health", health::all);
        site.get("/observe/health/live", health::live);
        site.get("/observe/health/ready", health::readiness);
        site.get("/observe/metrics", this::metrics);
        board.start();
        String address = "The order board is at " + server.address();
        LOG.info(address);
        if (Terminal.isThere()) {
            FoldingAppender.remember(LOG.getName(), address);
        }
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

    private void noBoard(ServerOptions http, Exception failure) {
        String sentence =
                "orders.http.port=%d can't be used on %s (%s), so there is no order board; stop what listens there, or choose another port"
                        .formatted(http.port(), http.host(), Causes.reason(Causes.root(failure)));
        if ("prod".equals(context.getCamelContextExtension().getProfile())) {
            throw new InvalidSettingException(sentence);
        }
        LOG.warn("{}. The orders flow without it", sentence);
    }

    private Health health(Settings.Http http) {
        List<HealthCheck> ready = new ArrayList<>();
        ready.add(new ReadyCheck("broker", this::broker));
        if (settings.tracker()) {
            ready.add(new TrackerCheck(
                    context,
                    settings.group(),
                    route -> routes.control().byHand(route).isPresent(),
                    this::othersHaveAll));
        }
        ready.add(new ReadyCheck("verdict", this::verdict));
        return new Health(
                context,
                new RecoveryCheck(context),
                ready,
                http.server().password().isEmpty());
    }

    /** Ready while the broker answers, and has the topics. */
    private void broker(HealthCheckResultBuilder result) {
        result.detail("brokers", settings.brokers());
        String trouble = kafkaTrouble.get();
        if (trouble == null) {
            result.up();
        } else {
            result.down().message(trouble);
        }
    }

    /** Says what is wrong, and is up all the same: an order that waits for its retry is no reason to send nobody here. */
    private void verdict(HealthCheckResultBuilder result) {
        Verdict verdict = board.verdict();
        result.up()
                .detail("state", verdict.state().name().toLowerCase(Locale.ROOT))
                .detail("verdict", verdict.sentence());
        String byHand = routes.byHand(context);
        if (!byHand.isEmpty()) {
            result.detail("by hand", byHand);
        }
    }

    private boolean othersHaveAll() {
        // while Kafka is away it need not be waited for
        return kafkaTrouble.get() == null && backlog.ask(FRESH).up() && backlog.isWhollyAssigned();
    }

    private Answer metrics() {
        consumers.refresh();
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
    }
}
