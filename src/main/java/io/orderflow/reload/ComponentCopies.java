package io.orderflow.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.engine.DefaultComponentResolver;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;

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
            PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
            if (configurer instanceof ExtendedPropertyConfigurerGetter options) {
                for (String option : options.getAllOptions(component).keySet()) {
                    Object value = options.getOptionValue(component, option, false);
                    if (value != null && !option.equalsIgnoreCase(WHOLE)) {
                        configurer.configure(context, copy, option, value, false);
                    }
                }
            }
        }
        return copy;
    }
}
