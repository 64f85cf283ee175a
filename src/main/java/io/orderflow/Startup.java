package io.orderflow;

import io.orderflow.broker.BrokerException;
import io.orderflow.broker.Brokers;
import io.orderflow.broker.Topics;
import io.orderflow.reload.GatedDirect;
import io.orderflow.reload.RouteReload;
import io.orderflow.route.JavaRoutes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens before the first route starts: the settings are checked, the broker and the topics are there. */
class Startup extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");
    private static final int ADMIN_TIMEOUT_MS = 5_000;
    private static final int DEAD_LETTER_HEADERS = 64 * 1024;
    private static final Path ROUTES_FOLDER = Path.of("routes");

    private Settings settings;
    private Service broker;
    private RouteReload reload;
    private Service observation;

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        context.getPropertiesComponent().addPropertiesFunction(new Secrets(context.getRegistry(), System::getenv));
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        String fileNames = System.getProperty("sun.jnu.encoding");
        if (!Charset.defaultCharset().equals(StandardCharsets.UTF_8) || !fileNames.equals("UTF-8")) {
            LOG.warn(
                    "Java reads files as {} and file names as {} here; start it with -Dfile.encoding=UTF-8 and LC_ALL=C.UTF-8",
                    Charset.defaultCharset(),
                    fileNames);
        }
        settings = Settings.of(main.getCamelContext());
        if (settings.yaml()) {
            if (settings.reload()) {
                main.getCamelContext().addComponent("direct", new GatedDirect());
            }
            // so that an error names the line; the log step keeps the route's id as its name
            main.configure().setSourceLocationEnabled(true);
            main.getCamelContext().getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
        } else {
            main.configure().setRoutesBuilders(JavaRoutes.all());
        }
        main.configure().setDurationMaxMessages(settings.oneShotCount());
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        if (!settings.yaml()) {
            LOG.info(
                    "The routes are the compiled ones (orders.dsl=java): what is saved in {} changes nothing",
                    ROUTES_FOLDER);
            return;
        }
        try {
            reload = new RouteReload(main.getCamelContext(), ROUTES_FOLDER);
            reload.load();
        } catch (Exception e) {
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        if (reload != null && settings.reload()) {
            reload.start();
        }
    }

    @Override
    public void beforeStop(BaseMainSupport main) {
        try {
            if (reload != null) {
                reload.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        try {
            if (settings.http().enabled()) {
                // before the broker, so that one can see what it waits for
                observation = new Observation(
                        context, settings, () -> adminConfig(context), () -> reload == null ? null : reload.mistake());
                observation.start();
                context.addService(observation);
            }
            if (settings.embeddedBroker() && isPlaintext(context)) {
                broker = Brokers.startWhereNobodyAnswers(settings.brokers(), settings.brokerDirectory())
                        .orElse(null);
            }
            if (broker != null) {
                context.addService(broker);
            }
            createTopics(context, (MainSupport) main);
        } catch (Exception e) {
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    /** Ends what has been started where the routes could not be. */
    void undo() {
        ServiceHelper.stopService(observation, broker);
    }

    private void createTopics(CamelContext context, MainSupport main) throws InterruptedException {
        NewTopic orders = new NewTopic(settings.topic(), settings.partitions(), settings.replicationFactor());
        NewTopic deadLetters =
                new NewTopic(settings.deadLetterTopic(), settings.partitions(), settings.replicationFactor());
        BooleanSupplier goOn = main.getShutdownStrategy()::isRunAllowed;
        try (Admin admin = admin(context)) {
            Topics topics = new Topics(admin, settings.brokers());
            topics.createMissing(orders, goOn);
            if (!goOn.getAsBoolean()) {
                return;
            }
            int largest = topics.maxMessageBytes(orders.name()).orElse(Topics.DEFAULT_MAX_MESSAGE_BYTES);
            // a dead letter is kept until someone deletes it, and is larger than its record by the headers
            int largestLetter = largest + DEAD_LETTER_HEADERS;
            deadLetters.configs(Map.of(
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    String.valueOf(largestLetter)));
            if (!topics.createMissing(deadLetters, goOn)) {
                // where that is not told it is taken to be enough
                largestLetter = topics.maxMessageBytes(deadLetters.name()).orElse(largestLetter);
            }
            if (largestLetter <= largest) {
                LOG.warn(
                        "{} takes records of {} bytes, {} of {}: raise its max.message.bytes, or the largest can't become dead letters",
                        deadLetters.name(),
                        largestLetter,
                        orders.name(),
                        largest);
            }
            // so that a record that the broker would refuse is refused before it is sent
            KafkaConfiguration kafka = kafka(context);
            kafka.setMaxRequestSize(Math.min(kafka.getMaxRequestSize(), Math.min(largest, largestLetter)));
        }
    }

    private Admin admin(CamelContext context) {
        try {
            return Admin.create(adminConfig(context));
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new BrokerException(
                    "The settings camel.component.kafka.* make no client of Kafka: "
                            + (cause == e ? "" : e.getCause().getMessage() + ": ") + cause.getMessage(),
                    e);
        }
    }

    /** The embedded broker knows neither TLS nor passwords: who asks for them means another one. */
    private static boolean isPlaintext(CamelContext context) {
        return SecurityProtocol.PLAINTEXT.name.equals(
                kafka(context).createProducerProperties().get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG));
    }

    /** What Camel's Kafka component is given for a producer (address, security) holds for an admin client too. */
    private Properties adminConfig(CamelContext context) {
        Properties config = kafka(context).createProducerProperties();
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        return config;
    }

    private static KafkaConfiguration kafka(CamelContext context) {
        return context.getComponent("kafka", KafkaComponent.class).getConfiguration();
    }
}
