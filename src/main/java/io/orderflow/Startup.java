package io.orderflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.analytics.OrderAnalytics;
import io.orderflow.broker.Brokers;
import io.orderflow.consumer.KafkaWithGuarantees;
import io.orderflow.failure.LongLived;
import io.orderflow.kafka.KafkaAccess;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.kafka.OrderTopics;
import io.orderflow.kafka.Topics;
import io.orderflow.observe.OrderMeters;
import io.orderflow.order.Order;
import io.orderflow.reload.PutAside;
import io.orderflow.routing.StackRouting;
import io.orderflow.schema.OrderSchemas;
import io.orderflow.settings.InvalidSettingException;
import io.orderflow.settings.Secrets;
import io.orderflow.settings.Settings;
import io.orderflow.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What happens before the first route starts: the settings are checked, the broker and the topics are there. */
class Startup extends MainListenerSupport {

    private static final int STOP_WITHOUT_KAFKA_S = 1;

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

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        secrets = new Secrets(context.getRegistry(), environment);
        context.getPropertiesComponent().addPropertiesFunction(secrets);
        KafkaWithGuarantees.install(context);
    }

    String withoutSecrets(String text) {
        return secrets == null ? text : secrets.hide(text);
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        settings = Settings.of(main.getCamelContext());
        main.getCamelContext().getRegistry().bind("settings", settings);
        PutAside.completeOnStop(main.getCamelContext());
        if (settings.onStack()) {
            StackRouting.install(main.getCamelContext(), Order.class);
        }
        kafka = new KafkaAccess(main.getCamelContext(), settings.brokers());
        watch = new KafkaWatch(
                kafka::lookingAdmin, settings.brokers(), List.of(settings.topic(), settings.deadLetterTopic()));
        routes = new RouteLoading(settings);
        routes.prepare(main);
        main.configure().setDurationMaxMessages(settings.oneShotCount());
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        checkConsumers(main.getCamelContext());
        kafka.check();
        try {
            routes.load(main.getCamelContext());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    private static void checkConsumers(CamelContext context) {
        try {
            if (context.getComponent("kafka") instanceof KafkaWithGuarantees component) {
                component.checkOptions();
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e.getMessage());
        }
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        routes.start();
        watch.start();
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        if (watch.isAway()) {
            // what is in flight waits for it, and can't end
            main.getCamelContext().getShutdownStrategy().setTimeout(STOP_WITHOUT_KAFKA_S);
        }
        try {
            watch.stop();
            routes.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        undelivered = settings.oneShotCount() - delivered(main.getCamelContext());
    }

    private static long delivered(CamelContext context) {
        MeterRegistry meters = context.getRegistry().lookupByNameAndType("meters", MeterRegistry.class);
        return (long) OrderMeters.DELIVERED.in(meters).count();
    }

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
                monitoring = new Monitoring(
                        context,
                        settings,
                        kafka,
                        watch::trouble,
                        this::trouble,
                        routes,
                        analytics == null ? () -> null : analytics::view);
                monitoring.start();
                context.addService(monitoring);
            }
            // the embedded broker knows neither TLS nor passwords: who asks for them means another one
            if (settings.embeddedBroker() && kafka.isPlaintext()) {
                broker = Brokers.startWhereNobodyAnswers(settings.brokers(), settings.brokerDirectory())
                        .orElse(null);
            }
            if (broker != null) {
                context.addService(broker);
            }
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

    /** What people who look at the board ought to know besides: what is wrong with the topics, or work that has ended. */
    private String trouble() {
        String ended = LongLived.trouble();
        return ended == null ? watch.trouble() : ended;
    }

    /** How many of a one-shot producer's orders Kafka has not taken. */
    long undelivered() {
        return undelivered;
    }

    /** Ends what has been started where the routes could not be. */
    void undo() {
        ServiceHelper.stopService(analytics, monitoring, broker);
    }

    private void createTopics(BooleanSupplier goOn) throws InterruptedException {
        Admin admin = kafka.admin();
        waiting(Thread.currentThread());
        try {
            new OrderTopics(newTopic(settings.topic()), newTopic(settings.deadLetterTopic()))
                    .create(new Topics(admin, settings.brokers()), goOn)
                    .ifPresent(kafka::limitRecords);
            if (analytics != null) {
                analytics.createTopics(new Topics(admin, settings.brokers()), goOn);
            }
        } finally {
            waiting(null);
            // what is still to be done is done in order
            Thread.interrupted();
            // without waiting for what it still asks
            admin.close(Duration.ZERO);
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

    private NewTopic newTopic(String name) {
        return new NewTopic(name, settings.partitions(), settings.replicationFactor());
    }
}
