package io.orderflow.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.Extensions;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import io.orderflow.step.OrderSimple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.scan.PackageScanHelper;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/**
 * Your step without a broker: gives orders to process-order, and shows what came of them. Routes that read from outside
 * are not started; what is sent to anything but another route or the log is kept here, and goes nowhere.
 */
public final class StepRun implements AutoCloseable {

    /** Everything but what stays in the program. */
    private static final String OUTSIDE = "^(?!direct|log|bean|class|language|seda|mock|dataset|controlbus).*";

    private static final String LOGGER = "step";

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final DefaultCamelContext context;
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    /** The step in the YAML files of the folder routes/. */
    public static StepRun yaml() throws Exception {
        return yaml(Path.of("routes"));
    }

    public static StepRun yaml(Path folder) throws Exception {
        StepRun run = new StepRun(folder.resolveSibling("ext"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                PluginHelper.getRoutesLoader(run.context)
                        .loadRoutes(PluginHelper.getResourceLoader(run.context).resolveResource("file:" + file));
            }
        }
        return run.start();
    }

    /** The step in the Java DSL, as {@code orders.dsl=java} runs it. */
    public static StepRun java() throws Exception {
        StepRun run = new StepRun(Path.of("ext"));
        for (RoutesBuilder routes : JavaRoutes.all()) {
            run.context.addRoutes(routes);
        }
        return run.start();
    }

    /** With what the program has besides its own: jars in this folder, and beans in packages that the settings name. */
    private StepRun(Path extensions) throws Exception {
        Extensions.load(extensions);
        context = new DefaultCamelContext();
        OrderSimple.install(context);
        Properties settings = new Properties();
        settings.setProperty("orders.retry.attempts", "0");
        context.getPropertiesComponent().setOverrideProperties(settings);
        Dsl.prepare(context);
        context.getPropertiesComponent()
                .resolveProperty("camel.main.basePackageScan")
                .ifPresent(packages -> PackageScanHelper.registerBeans(context, Set.of(packages.split("\\s*,\\s*"))));
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        kafka.getConfiguration().setBrokers("localhost:1");
        kafka.setKafkaClientFactory(new DefaultKafkaClientFactory() {
            @Override
            public Producer<?, ?> getProducer(Properties properties) {
                return new MockProducer<>();
            }
        });
        context.getCamelContextExtension()
                .registerEndpointCallback(new InterceptSendToMockEndpointStrategy(OUTSIDE, true));
        // whatever level the tests log at
        Configurator.setLevel(LOGGER, Level.INFO);
        context.getRegistry().bind(LOGGER, LoggerFactory.getLogger(LOGGER));
        context.getCamelContextExtension().addLogListener((exchange, logger, message) -> {
            logs.add(message);
            return message;
        });
    }

    private StepRun start() {
        for (RouteDefinition route : definitions(context)) {
            if (!route.getInput().getEndpointUri().startsWith("direct:")) {
                route.autoStartup(false);
            }
        }
        context.start();
        return this;
    }

    private static List<RouteDefinition> definitions(CamelContext context) {
        return context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
    }

    /** Gives one order, as its JSON stands on the topic, to process-order. */
    public StepRun give(String json) {
        Order order = OrderJson.read(json.getBytes(UTF_8));
        Exchange exchange = context.createProducerTemplate()
                .send("direct:process-order", message -> message.getMessage().setBody(order));
        Throwable failure = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure != null) {
            failures.add(failure.toString());
        }
        return this;
    }

    /** What the log steps wrote, a line each. */
    public List<String> logs() {
        return logs;
    }

    /** What was sent to an endpoint, as text; the beginning of its URI is enough, such as {@code http:}. */
    public List<String> sent(String uri) {
        List<String> bodies = new ArrayList<>();
        for (var endpoint : context.getEndpoints()) {
            if (endpoint instanceof MockEndpoint mock
                    && mock.getEndpointUri().replace("://", ":").startsWith("mock:" + uri)) {
                mock.getExchanges()
                        .forEach(exchange -> bodies.add(exchange.getMessage().getBody(String.class)));
            }
        }
        return bodies;
    }

    /** What the step threw, an order each: in the program it would be tried again, and then be dead-lettered. */
    public List<String> failures() {
        return failures;
    }

    /** All of it, for the message of a test that fails. */
    @Override
    public String toString() {
        return "logs: %s%nsent: %s%nfailures: %s".formatted(logs, sent(""), failures);
    }

    @Override
    public void close() {
        context.stop();
        Thread.currentThread().setContextClassLoader(before);
    }
}
