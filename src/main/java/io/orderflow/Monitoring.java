package io.orderflow;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.OrderBoard;
import io.orderflow.board.Sources;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.Causes;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.log.FoldingAppender;
import io.orderflow.log.Terminal;
import io.orderflow.observe.Answer;
import io.orderflow.observe.ConsumerMetrics;
import io.orderflow.observe.Health;
import io.orderflow.observe.Meters;
import io.orderflow.observe.RecoveryCheck;
import io.orderflow.observe.RouteTimes;
import io.orderflow.observe.Site;
import io.orderflow.observe.WebServer;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.ServerOptions;
import io.orderflow.settings.Settings;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people and other programs see what this one does: the order board, health and metrics, on one port. */
final class Monitoring extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    private final CamelContext context;
    private final Settings settings;
    private final KafkaWatch watch;
    private final RouteLoading routes;
    private final PrometheusMeterRegistry meters;
    private final RouteTimes routeTimes;
    private final Backlog backlog;
    private final ConsumerMetrics consumers;
    private final Sources sources;
    private OrderBoard board;
    private WebServer server;

    /** @param totals what the analytics know, or null */
    Monitoring(
            CamelContext context,
            Settings settings,
            KafkaAccess kafka,
            KafkaWatch watch,
            RouteLoading routes,
            Supplier<TotalsView> totals) {
        this.context = context;
        this.settings = settings;
        this.watch = watch;
        this.routes = routes;
        this.meters = context.getRegistry().lookupByNameAndType("meters", PrometheusMeterRegistry.class);
        this.routeTimes = new RouteTimes(meters);
        this.consumers = new ConsumerMetrics(
                context,
                meters,
                (topic, group) -> new Backlog(kafka::lookingAdmin, topic, group, RecordConsumer::doneBeyond));
        this.backlog = consumers.backlog(settings.topic(), settings.group());
        this.sources = new BoardSources(context, settings, kafka, watch, backlog, routes, routeTimes, totals).all();
    }

    /** @throws InvalidSettingException in Camel's profile prod, where the port can't be used */
    @Override
    protected void doStart() throws IOException {
        server = new WebServer(context, settings.http().server());
        try {
            server.start();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e.getMessage());
        } catch (Exception e) {
            noBoard(e);
            return;
        }
        Meters.addProcess(meters);
        FoldingAppender.waitingOrders(this::waitingOrders);
        context.addLifecycleStrategy(routeTimes);
        board = new OrderBoard(sources);
        // before a route starts
        context.getRegistry().bind("failedTries", board.tries());
        serve(server.site());
        board.start();
        String address = "The order board is at " + server.address();
        LOG.info(address);
        if (Terminal.isThere()) {
            FoldingAppender.remember(LOG.getName(), address);
        }
    }

    private void serve(Site site) throws IOException {
        board.serve(site);
        if (settings.http().server().uploadMegabytes() > 0) {
            site.upload(
                    "/api/inbox/:name",
                    new InboxUploads(
                            context.getRegistry().lookupByNameAndType("inboxFiles", InboxFiles.class),
                            settings.inbox().directory(),
                            sources.readsInbox(),
                            settings.inbox().extensions()));
        }
        Health health = new Health(
                context,
                new RecoveryCheck(context),
                new Readiness(context, settings, watch, backlog, routes, board::verdict).checks(),
                settings.http().server().password().isEmpty());
        site.get("/observe/health", health::all);
        site.get("/observe/health/live", health::live);
        site.get("/observe/health/ready", health::readiness);
        site.get("/observe/metrics", this::metrics);
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(board, server);
        consumers.close();
    }

    private OptionalLong waitingOrders() {
        BacklogAnswer answer = backlog.ask(Backlog.FRESH);
        return answer.up() && settings.tracker() ? OptionalLong.of(answer.lag()) : OptionalLong.empty();
    }

    private void noBoard(Exception failure) {
        ServerOptions http = settings.http().server();
        String sentence =
                "orders.http.port=%d can't be used on %s (%s), so there is no order board; stop what listens there, or choose another port"
                        .formatted(http.port(), http.host(), Causes.words(Causes.root(failure)));
        if ("prod".equals(context.getCamelContextExtension().getProfile())) {
            throw new InvalidSettingException(sentence);
        }
        LOG.warn("{}. The orders flow without it", sentence);
    }

    private Answer metrics() {
        consumers.refresh();
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
    }
}
