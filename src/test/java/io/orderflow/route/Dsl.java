package io.orderflow.route;

import io.orderflow.OrderflowConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The two ways in which the routes are written. */
public enum Dsl {
    JAVA {
        @Override
        public void load(CamelContext context) throws Exception {
            for (RoutesBuilder builder : JavaRoutes.all()) {
                context.addRoutes(builder);
            }
        }
    },
    YAML {
        @Override
        public void load(CamelContext context) throws Exception {
            PluginHelper.getRoutesLoader(context).loadRoutes(files(context));
        }

        private List<Resource> files(CamelContext context) throws IOException {
            try (Stream<Path> files = Files.list(Path.of("routes"))) {
                return files.map(file -> PluginHelper.getResourceLoader(context).resolveResource("file:" + file))
                        .toList();
            }
        }
    };

    /** Adds the routes, and the beans and settings that they need, to a context that is not started. */
    public abstract void load(CamelContext context) throws Exception;

    /** Binds the beans, and makes the settings those of application.properties. */
    public static void prepare(CamelContext context) throws Exception {
        context.getPropertiesComponent().setLocation("file:application.properties");
        OrderflowConfiguration beans = new OrderflowConfiguration();
        PluginHelper.getBeanPostProcessor(context).postProcessBeforeInitialization(beans, "orderflow");
        PluginHelper.getBeanPostProcessor(context).postProcessAfterInitialization(beans, "orderflow");
    }

    /** Sets what application.properties sets of the component's options for a producer. */
    public static void configure(KafkaComponent kafka, String brokers) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KafkaConfiguration configuration = kafka.getConfiguration();
        configuration.setBrokers(brokers);
        configuration.setKeySerializer(properties.getProperty("camel.component.kafka.keySerializer"));
        configuration.setValueSerializer(properties.getProperty("camel.component.kafka.valueSerializer"));
        configuration.setProducerBatchSize(
                Integer.valueOf(properties.getProperty("camel.component.kafka.producerBatchSize", "16384")));
    }
}
