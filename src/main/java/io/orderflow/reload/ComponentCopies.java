package io.orderflow.reload;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;

/** Makes copies of components, each with the options that the one of another context has. */
final class ComponentCopies implements ComponentResolver {

    /** Holds the other options, and would be shared. */
    private static final String WHOLE = "configuration";

    private final CamelContext original;
    private final ComponentResolver resolver = new DefaultComponentResolver();

    ComponentCopies(CamelContext original) {
        this.original = original;
    }

    @Override
    public Component resolveComponent(String name, CamelContext context) throws Exception {
        Component component = original.hasComponent(name);
        // the program has a Kafka component of its own
        Component copy = component instanceof KafkaComponent
                ? original.getInjector().newInstance(component.getClass())
                : resolver.resolveComponent(name, context);
        if (copy != null && component != null) {
            copyOptions(name, component, context, copy);
        }
        return copy;
    }

    private void copyOptions(String name, Component component, CamelContext context, Component copy) throws Exception {
        PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
        if (configurer instanceof PropertyConfigurerGetter options) {
            for (String option : options(name)) {
                Object value = options.getOptionValue(component, option, false);
                if (value != null && !value.equals(options.getOptionValue(copy, option, false))) {
                    configurer.configure(context, copy, option, value, false);
                }
            }
        }
    }

    /** A component's configurer does not say which there are; its description does. */
    private List<String> options(String name) throws IOException {
        String description = ((CatalogCamelContext) original).getComponentParameterJsonSchema(name);
        List<String> options = new ArrayList<>();
        if (description != null) {
            new ObjectMapper()
                    .readTree(description)
                    .path("componentProperties")
                    .fieldNames()
                    .forEachRemaining(options::add);
        }
        options.remove(WHOLE);
        return options;
    }
}
