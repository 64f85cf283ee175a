package io.orderflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.OrderAnalytics;
import io.orderflow.analytics.TotalsView;
import io.orderflow.broker.Brokers;
import io.orderflow.consumer.KafkaWithGuarantees;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.kafka.OrderTopics;
import io.orderflow.kafka.Topics;
import io.orderflow.observe.OrderMeters;
import io.orderflow.schema.OrderSchemas;
import io.orderflow.settings.Blanks;
import io.orderflow.settings.CheckedSettings;
import io.orderflow.settings.Secrets;
import io.orderflow.settings.Settings;
import io.orderflow.tracing.Tracing;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The order in which the program comes up and ends. Camel's Main calls these methods from the first to the last; a check
 * of the settings and the routes ends behind {@link #afterConfigure}.
 */
class Startup extends MainListenerSupport {

    private final UnaryOperator<String> environment;
    private Secrets secrets;
    private Settings settings;
    private KafkaAccess kafka;
    private KafkaWatch watch;
    private Service broker;
    private RouteLoading routes;
    private Service monitoring;
    private OrderAnalytics analytics;
    private long undelivered;
    private Thread waiting;

    /** @param environment gives the value of an environment variable, or null */
    Startup(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /** Before a setting is read. */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        secrets = new Secrets(context.getRegistry(), environment);
        context.getPropertiesComponent().addPropertiesFunction(secrets);
        Blanks.strip(context);
        KafkaWithGuarantees.install(context);
    }

    /** The settings are checked; how routes are made is known before one is. */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        settings = CheckedSettings.of(context);
        context.getRegistry().bind("settings", settings);
        kafka = new KafkaAccess(context, settings.brokers());
        watch = new KafkaWatch(
                kafka::lookingAdmin, settings.brokers(), () -> topics(context), () -> RecordConsumer.groups(context));
        routes = new RouteLoading(settings);
        routes.prepare(main);
        main.configure().setDurationMaxMessages(settings.oneShotCount());
    }

    /** Those that the settings name, and what the routes read at this moment. */
    private Set<String> topics(CamelContext context) {
        Set<String> topics = RecordConsumer.topics(context);
        topics.addAll(List.of(settings.topic(), settings.deadLetterTopic()));
        return topics;
    }

    /** Kafka's options are checked, and the routes; nothing is started yet. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        if (context.getComponent("kafka") instanceof KafkaWithGuarantees component) {
            component.checkOptions();
        }
        kafka.check();
        try {
            routes.load(context);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    /** What the routes find when they start, and what runs beside them. */
    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        BooleanSupplier goOn = ((MainSupport) main).getShutdownStrategy()::isRunAllowed;
        try {
            if (settings.analytics().enabled()) {
                analytics = new OrderAnalytics(settings, kafka);
            }
            if (!settings.tracing().endpoint().isEmpty()) {
                Tracing.use(context, settings.tracing());
            }
            if (settings.http().enabled()) {
                // before the broker, so that one can see what it waits for
                Supplier<TotalsView> totals = analytics == null ? () -> null : analytics::view;
                monitoring = new Monitoring(context, settings, kafka, watch, routes, totals);
                monitoring.start();
                context.addService(monitoring);
            }
            startBroker(context);
            if (!settings.schemas().url().isEmpty()) {
                OrderSchemas.use(settings.schemas(), settings.topic(), goOn);
            }
            createTopics(goOn);
            if (analytics != null && goOn.getAsBoolean()) {
                context.addService(analytics);
            }
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    /** The embedded one knows neither TLS nor passwords: who asks for them means another one. */
    private void startBroker(CamelContext context) throws Exception {
        if (settings.embeddedBroker() && kafka.isPlaintext()) {
            broker = Brokers.startWhereNobodyAnswers(settings.brokers(), settings.brokerDirectory())
                    .orElse(null);
        }
        if (broker != null) {
            context.addService(broker);
        }
    }

    private void createTopics(BooleanSupplier goOn) throws InterruptedException {
        waiting(Thread.currentThread());
        try (Topics topics = kafka.topics()) {
            OrderTopics.create(topics, settings, goOn).ifPresent(kafka::limitRecords);
            if (analytics != null) {
                analytics.createTopics(topics, goOn);
            }
        } finally {
            waiting(null);
            // what is still to be done is done in order
            Thread.interrupted();
        }
        if (!goOn.getAsBoolean()) {
            throw new InterruptedException("stopped before it had started");
        }
    }

    private synchronized void waiting(Thread thread) {
        waiting = thread;
    }

    /** Ends the wait for a broker: then the start fails. */
    synchronized void stopWaiting() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    /** The routes run. */
    @Override
    public void afterStart(BaseMainSupport main) {
        routes.start();
        watch.start();
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        StopPatience.begin(context, watch.isAway());
        try {
            watch.stop();
            routes.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        MeterRegistry meters = context.getRegistry().lookupByNameAndType("meters", MeterRegistry.class);
        undelivered = settings.oneShotCount()
                - (long) OrderMeters.DELIVERED.in(meters).count();
    }

    /** Ends what has been started where the routes could not be. */
    void undo() {
        ServiceHelper.stopService(analytics, monitoring, broker);
    }

    /** How many of a one-shot producer's orders Kafka has not taken. */
    long undelivered() {
        return undelivered;
    }

    String withoutSecrets(String text) {
        return secrets == null ? text : secrets.hide(text);
    }
}
