package io.orderflow.route;

import io.orderflow.OrderflowConfiguration;
import io.orderflow.consumer.KafkaWithGuarantees;
import io.orderflow.order.Order;
import io.orderflow.routing.StackRouting;
import io.orderflow.settings.CheckedSettings;
import io.orderflow.settings.ShippedSettings;
import io.orderflow.step.OrderSimple;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.engine.HashMapHeadersMapFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.SimpleUuidGenerator;

/** The two ways in which the routes are written; the step in their midst is the tests' own. */
public enum Dsl {
    JAVA {
        @Override
        public void load(CamelContext context) throws Exception {
            for (RoutesBuilder builder : JavaRoutes.all()) {
                if (!(builder instanceof ProcessOrder)) {
                    context.addRoutes(builder);
                }
            }
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            PluginHelper.getResourceLoader(context).resolveResource("file:" + ShippedRoutes.step()));
        }
    },
    YAML {
        @Override
        public void load(CamelContext context) throws Exception {
            PluginHelper.getRoutesLoader(context).loadRoutes(files(context));
        }

        private List<Resource> files(CamelContext context) {
            return ShippedRoutes.files().stream()
                    .map(file -> PluginHelper.getResourceLoader(context).resolveResource("file:" + file))
                    .toList();
        }
    };

    /** Adds the routes, and the beans and settings that they need, to a context that is not started. */
    public abstract void load(CamelContext context) throws Exception;

    /** Binds the beans, and makes the settings those that the project came with. */
    public static void prepare(CamelContext context) throws Exception {
        OrderSimple.install(context);
        context.getPropertiesComponent().setLocation(ShippedSettings.locations());
        context.getRegistry().bind("settings", CheckedSettings.of(context));
        OrderflowConfiguration beans = new OrderflowConfiguration();
        PluginHelper.getBeanPostProcessor(context).postProcessBeforeInitialization(beans, "orderflow");
        PluginHelper.getBeanPostProcessor(context).postProcessAfterInitialization(beans, "orderflow");
        KafkaWithGuarantees.install(context);
        StackRouting.install(context, Order.class);
    }

    /** Makes the Kafka component and the headers what those settings make them in the program. */
    public static void configure(CamelContext context, String brokers) throws Exception {
        Properties properties = ShippedSettings.load();
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        String prefix = "camel.component.kafka.";
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                PropertyBindingSupport.build()
                        .withFluentBuilder(false)
                        .withConfigurer(kafka.getComponentPropertyConfigurer())
                        .bind(context, kafka, key.substring(prefix.length()), properties.getProperty(key));
            }
        }
        kafka.getConfiguration().setBrokers(brokers);
        if (properties.getProperty("camel.main.caseInsensitiveHeaders").equals("false")) {
            context.getCamelContextExtension().setHeadersMapFactory(new HashMapHeadersMapFactory());
        }
        context.setUuidGenerator(new SimpleUuidGenerator());
        context.setStreamCaching(Boolean.valueOf(properties.getProperty("camel.main.streamCachingEnabled")));
    }
}
