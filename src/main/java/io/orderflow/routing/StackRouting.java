package io.orderflow.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultUnitOfWorkFactory;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.processor.RoutePipeline;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.support.PluginHelper;

/**
 * Runs the steps of Camel's routes one after the other on the caller's stack, since Camel's own way, a queue that each
 * step goes through several times, costs more than most steps do.
 */
public final class StackRouting extends DefaultInternalProcessorFactory {

    private final Class<?> loggedByToString;

    private StackRouting(Class<?> loggedByToString) {
        this.loggedByToString = loggedByToString;
    }

    /**
     * To be called before the first route is added.
     *
     * @param loggedByToString a kind of body of which {@code ${body}} in a log line is the {@code toString}
     */
    public static void install(CamelContext context, Class<?> loggedByToString) {
        context.getCamelContextExtension()
                .addContextPlugin(InternalProcessorFactory.class, new StackRouting(loggedByToString));
    }

    @Override
    public InternalProcessor addUnitOfWorkProcessorAdvice(CamelContext context, Processor processor, Route route) {
        if (processor instanceof RoutePipeline pipeline && route != null && hasOrdinaryUnitsOfWork(context)) {
            return new StackRoute(context, pipeline, route);
        }
        return super.addUnitOfWorkProcessorAdvice(context, processor, route);
    }

    @Override
    public Channel createChannel(CamelContext context) {
        return new StackChannel(context, new PlainSteps(context, loggedByToString));
    }

    @SuppressWarnings("deprecation")
    private static boolean hasOrdinaryUnitsOfWork(CamelContext context) {
        return PluginHelper.getUnitOfWorkFactory(context).getClass() == DefaultUnitOfWorkFactory.class
                && !Boolean.TRUE.equals(context.isUseMDCLogging());
    }
}
