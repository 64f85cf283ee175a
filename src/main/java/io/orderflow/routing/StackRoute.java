package io.orderflow.routing;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.CamelInternalProcessor;
import org.apache.camel.processor.PipelineHelper;
import org.apache.camel.processor.RoutePipeline;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A route whose steps are called in a loop. */
final class StackRoute extends CamelInternalProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(StackRoute.class);

    private final Route route;
    private final ShutdownStrategy shutdown;
    private final AsyncProcessor[] steps;
    private volatile Advices advices = Advices.NONE;

    StackRoute(CamelContext context, RoutePipeline pipeline, Route route) {
        super(context, pipeline);
        this.route = route;
        this.shutdown = context.getShutdownStrategy();
        this.steps = pipeline.next().stream()
                .map((Processor step) -> AsyncProcessorConverterHelper.convert(step))
                .toArray(AsyncProcessor[]::new);
        boolean breadcrumb = Boolean.TRUE.equals(context.isUseBreadcrumb());
        addAdvice(new UnitOfWorkProcessorAdvice(route, context) {
            @Override
            protected UnitOfWork createUnitOfWork(Exchange exchange) {
                return RouteUnitOfWork.of(exchange, breadcrumb);
            }
        });
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
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Exception tooDeep = RouteDepth.exceeded(exchange, route);
        if (tooDeep != null) {
            exchange.setException(tooDeep);
            callback.done(true);
            return true;
        }
        if (exchange.isTransacted() || exchange.isRouteStop() || shutdown.isForceShutdown()) {
            return super.process(exchange, callback);
        }
        return new Run(exchange, callback).start();
    }

    private final class Run extends Turn {

        private final transient AsyncCallback callback;
        private final transient Advices around = advices;
        private transient Object[] states;
        private int next;

        Run(Exchange exchange, AsyncCallback callback) {
            super(exchange);
            this.callback = callback;
        }

        boolean start() {
            try {
                states = around.before(exchange);
            } catch (Exception e) {
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            return goOn(true);
        }

        @Override
        protected void goOn() {
            goOn(false);
        }

        private boolean goOn(boolean synchronously) {
            while (hasNext()) {
                prepareOutToIn();
                if (!take(steps[next++])) {
                    return false;
                }
            }
            ExchangeHelper.copyResults(exchange, exchange);
            around.after(exchange, states);
            callback.done(synchronously);
            return synchronously;
        }

        private boolean hasNext() {
            return next < steps.length
                    && !exchange.isRouteStop()
                    && (next == 0 || PipelineHelper.continueProcessing(exchange, "so breaking out of the route", LOG));
        }

        @SuppressWarnings("deprecation")
        private void prepareOutToIn() {
            if (exchange.hasOut()) {
                // a pooled exchange would give the same message again to the next step that asks for one
                exchange.setOut(exchange.getOut());
                ExchangeHelper.prepareOutToIn(exchange);
            }
        }
    }
}
