package io.orderflow.routing;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.DisabledAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultChannel;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorConverterHelper;

/** What stands before a step: calls it, and the error handler only where it has failed. */
final class StackChannel extends DefaultChannel {

    private static final AsyncCallback NOTHING = synchronously -> {};
    private static final List<Class<?>> KNOWN_ADVICES =
            List.of(NodeHistoryAdvice.class, StreamCachingAdvice.class, CountingAdvice.class);

    private final ShutdownStrategy shutdown;
    private final PlainSteps plainSteps;
    private Advices advices = Advices.NONE;
    private AsyncProcessor step;
    private DisabledAware disableable;
    private Failures failures;
    private boolean keeps;
    private boolean forks;
    private boolean endsInCall;

    StackChannel(CamelContext context, PlainSteps plainSteps) {
        super(context);
        this.plainSteps = plainSteps;
        this.shutdown = context.getShutdownStrategy();
    }

    @Override
    public void addAdvice(CamelInternalProcessorAdvice<?> advice) {
        super.addAdvice(advice);
        advices = advices.with(advice);
    }

    @Override
    public void removeAdvice(CamelInternalProcessorAdvice<?> advice) {
        super.removeAdvice(advice);
        advices = advices.without(advice);
    }

    @Override
    public void initChannel(
            Route route,
            NamedNode definition,
            NamedNode child,
            List<InterceptStrategy> interceptors,
            Processor next,
            NamedRoute routeDefinition,
            boolean first)
            throws Exception {
        super.initChannel(route, definition, child, interceptors, next, routeDefinition, first);
        // the error handler comes later: until then the output is the step, with its interceptors around it
        Processor output = getOutput();
        step = output == next
                ? plainSteps.of(next, child == null ? definition : child)
                : AsyncProcessorConverterHelper.convert(output);
        disableable = next instanceof DisabledAware aware ? aware : null;
        keeps = output != next || Steps.mayKeepExchange(next);
        forks = Steps.fork(next);
        endsInCall = output == next && Steps.endInCall(next);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        failures = advices.areAll(KNOWN_ADVICES) ? Failures.of(getErrorHandler()) : null;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        boolean plain = isPlain(exchange);
        if (keeps || !plain) {
            RouteUnitOfWork.keep(exchange);
        }
        if (forks) {
            RouteDepth.handOn(exchange);
        }
        if (!plain) {
            return super.process(exchange, callback);
        }
        Object[] states;
        try {
            states = advices.before(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return endsInCall ? call(exchange, callback, states) : new Call(exchange, callback, states).start();
    }

    /** Calls a step of which nothing is left to be waited for when its call returns. */
    private boolean call(Exchange exchange, AsyncCallback callback, Object[] states) {
        try {
            step.process(exchange, NOTHING);
        } catch (Throwable e) {
            exchange.setException(e);
        }
        if (failures.isFailed(exchange)) {
            return new Call(exchange, callback, states).end(true);
        }
        end(exchange, states);
        callback.done(true);
        return true;
    }

    private void end(Exchange exchange, Object[] states) {
        failures.settle(exchange);
        advices.after(exchange, states);
    }

    private boolean isPlain(Exchange exchange) {
        return failures != null
                && failures.isRunAllowed()
                && exchange.getException() == null
                && exchange.getProperty(ExchangePropertyKey.ERRORHANDLER_BRIDGE) == null
                && !exchange.isTransacted()
                && !exchange.isRouteStop()
                && !exchange.getExchangeExtension().isInterrupted()
                && !shutdown.isForceShutdown()
                && (disableable == null || !disableable.isDisabled())
                && !hasOwnUnitOfWork(exchange);
    }

    private static boolean hasOwnUnitOfWork(Exchange exchange) {
        UnitOfWork unit = exchange.getUnitOfWork();
        return unit != null && unit.isBeforeAfterProcess();
    }

    private final class Call extends Turn {

        private final transient AsyncCallback callback;
        private final transient Object[] states;
        private boolean handled;

        Call(Exchange exchange, AsyncCallback callback, Object[] states) {
            super(exchange);
            this.callback = callback;
            this.states = states;
        }

        boolean start() {
            return take(step) && end(true);
        }

        @Override
        protected void goOn() {
            end(false);
        }

        boolean end(boolean synchronously) {
            if (!handled && failures.isFailed(exchange)) {
                handled = true;
                RouteUnitOfWork.keep(exchange);
                if (!take(failures.handler())) {
                    return false;
                }
            }
            StackChannel.this.end(exchange, states);
            callback.done(synchronously);
            return synchronously;
        }
    }
}
