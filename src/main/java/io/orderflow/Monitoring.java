package io.orderflow;

import static java.util.stream.Collectors.toMap;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orderflow.analytics.TotalsView;
import io.orderflow.board.ConsumerView;
import io.orderflow.board.InboxWatch;
import io.orderflow.board.OrderBoard;
import io.orderflow.board.RouteState;
import io.orderflow.board.Sources;
import io.orderflow.board.TopItems;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.Causes;
import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.BacklogAnswer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.Topics;
import io.orderflow.log.FoldingAppender;
import io.orderflow.log.Terminal;
import io.orderflow.observe.Answer;
import io.orderflow.observe.BrokerCheck;
import io.orderflow.observe.ConsumerMetrics;
import io.orderflow.observe.Health;
import io.orderflow.observe.Meters;
import io.orderflow.observe.RecoveryCheck;
import io.orderflow.observe.RouteTimes;
import io.orderflow.observe.TrackerCheck;
import io.orderflow.observe.VerdictCheck;
import io.orderflow.observe.WebServer;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.ServerOptions;
import io.orderflow.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people and other programs see what this one does: the order board, health and metrics, on one port. */
final class Monitoring extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration FRESH = Duration.ofMillis(900);

    private final CamelContext context;
    private final Settings settings;
    private final KafkaAccess kafka;
    private final Supplier<String> kafkaTrouble;
    private final Supplier<String> trouble;
    private final Supplier<String> mistake;
    private final AnalyticsPart analytics;
    private final PrometheusMeterRegistry meters;
    private final Backlog backlog;
    private final ConsumerMetrics consumers;
    private final InboxWatch inboxWatch = new InboxWatch(System::currentTimeMillis);
    private OrderBoard board;
    private WebServer server;

    /**
     * @param kafkaTrouble what is wrong with Kafka at this moment, or null
     * @param trouble what is wrong with Kafka's topics or with a thread of this program, or null
     * @param mistake why the last change of the routes was not taken, or null
     * @param analytics null where they are switched off
     */
    Monitoring(
            CamelContext context,
            Settings settings,
            KafkaAccess kafka,
            Supplier<String> kafkaTrouble,
            Supplier<String> trouble,
            Supplier<String> mistake,
            AnalyticsPart analytics) {
        this.kafkaTrouble = kafkaTrouble;
        this.trouble = trouble;
        this.mistake = mistake;
        this.analytics = analytics;
        this.context = context;
        this.settings = settings;
        this.kafka = kafka;
        this.meters = bean("meters", PrometheusMeterRegistry.class);
        this.backlog = new Backlog(kafka::lookingAdmin, settings.topic(), settings.group(), RecordConsumer::doneBeyond);
        this.consumers = new ConsumerMetrics(
                context,
                meters,
                settings.topic(),
                settings.group(),
                backlog,
                (topic, group) -> new Backlog(kafka::lookingAdmin, topic, group, RecordConsumer::doneBeyond));
    }

    /** @throws InvalidSettingException in Camel's profile prod, where the port can't be had */
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
        context.addLifecycleStrategy(new RouteTimes(meters));
        board = new OrderBoard(sources());
        board.serve(server);
        if (settings.http().server().uploadMegabytes() > 0) {
            server.upload(
                    "/api/inbox/:name",
                    new InboxUploads(
                            bean("inboxFiles", InboxFiles.class),
                            settings.inbox().directory(),
                            settings.inbox().extensions()));
        }
        VerdictMetrics.bind(meters, board::verdict);
        Health health = health(http);
        server.get("/observe/health", nothing -> answer(health.all()));
        server.get("/observe/health/live", nothing -> answer(health.live()));
        server.get("/observe/health/ready", nothing -> answer(health.readiness()));
        server.get("/observe/metrics", nothing -> metrics());
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
                kafka::scanner,
                letters(),
                settings.http().server().readOnly(),
                settings.http().server().uploadMegabytes() > 0
                        ? settings.inbox().directory().toString()
                        : null,
                bean("inboxFiles", InboxFiles.class)::latest,
                () -> RouteState.of(context, meters, RouteTimes.TIME, RouteTimes.FAILURES),
                this::consumers,
                this::inboxes,
                trouble,
                mistake,
                analytics == null ? () -> null : analytics::view);
    }

    /** Of the last hour and all copies of the program where the analytics know it, else of what was processed here. */
    private List<?> topItems(int count) {
        TotalsView totals = analytics == null ? null : analytics.view();
        return totals == null ? bean("topItems", TopItems.class).top(count) : totals.topItems();
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
                this::producer,
                () -> create(topic));
    }

    private void create(NewTopic topic) {
        try (Admin admin = kafka.admin()) {
            new Topics(admin, settings.brokers()).createMissing(topic, () -> true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a broker that is away, however long. */
    @SuppressWarnings("unchecked") // camel-kafka's interface is raw
    private Producer<byte[], byte[]> producer() {
        Properties properties = kafka.connection();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 32 * 1024 * 1024);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return bean("kafkaClients", KafkaClientFactory.class).getProducer(properties);
    }

    /** Of the routes that run. */
    private List<ConsumerView> consumers() {
        return ConsumerView.of(RecordConsumer.states(context).entrySet().stream()
                .filter(route -> context.getRouteController().getRouteStatus(route.getKey()) == ServiceStatus.Started)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new)));
    }

    private List<InboxWatch.Inbox> inboxes() {
        return inboxWatch.look(
                context,
                bean("inboxFiles", InboxFiles.class).reading().stream()
                        .map(file -> new InboxWatch.Reading(file.name(), file.read()))
                        .toList());
    }

    private Health health(Settings.Http http) {
        List<HealthCheck> ready = new ArrayList<>();
        ready.add(new BrokerCheck(settings.brokers(), kafkaTrouble));
        if (settings.tracker()) {
            ready.add(new TrackerCheck(context, settings.group(), this::othersHaveAll));
        }
        ready.add(new VerdictCheck(() -> Map.of(
                "state", board.verdict().state().json(),
                "verdict", board.verdict().sentence())));
        return new Health(
                context,
                new RecoveryCheck(context),
                ready,
                http.server().password().isEmpty());
    }

    private boolean othersHaveAll() {
        // while Kafka is away it need not be waited for
        return kafkaTrouble.get() == null && backlog.ask(FRESH).up() && backlog.isWhollyAssigned();
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
