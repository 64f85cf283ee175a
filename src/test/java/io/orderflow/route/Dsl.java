package io.orderflow.route;

import io.orderflow.OrderflowConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The two ways in which the routes are written. */
enum Dsl {
    JAVA {
        @Override
        void load(CamelContext context) throws Exception {
            for (RoutesBuilder builder : JavaRoutes.all()) {
                context.addRoutes(builder);
            }
        }
    },
    YAML {
        @Override
        void load(CamelContext context) throws Exception {
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
    abstract void load(CamelContext context) throws Exception;

    static void prepare(CamelContext context) throws Exception {
        context.getPropertiesComponent().setLocation("file:application.properties");
        OrderflowConfiguration beans = new OrderflowConfiguration();
        PluginHelper.getBeanPostProcessor(context).postProcessBeforeInitialization(beans, "orderflow");
        PluginHelper.getBeanPostProcessor(context).postProcessAfterInitialization(beans, "orderflow");
    }
}
