package io.orderflow.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.order.OrderMeters;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * TEMPORARY, to be dropped when the tracker counts by itself: counts what went through process-order and dead-letter.
 */
public class TrackedOrders extends LifecycleStrategySupport {

    private final Counter processed;
    private final Counter deadLettered;
    private final Consumer<Order> items;

    public TrackedOrders(MeterRegistry meters, Consumer<Order> items) {
        this.processed = meters.counter(OrderMeters.PROCESSED.meter());
        this.deadLettered = meters.counter(OrderMeters.DEAD_LETTERED.meter());
        this.items = items;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            InternalProcessor processor = (InternalProcessor) route.getProcessor();
            if (route.getRouteId().equals("process-order")) {
                processor.addAdvice(new Processed());
            } else if (route.getRouteId().equals("dead-letter")) {
                processor.addAdvice(new DeadLettered());
            }
        }
    }

    private final class Processed implements CamelInternalProcessorAdvice<Order> {

        @Override
        public Order before(Exchange exchange) {
            return exchange.getMessage().getBody() instanceof Order order ? order : null;
        }

        @Override
        public void after(Exchange exchange, Order order) {
            if (order != null && !exchange.isFailed() && !exchange.isRouteStop()) {
                processed.increment();
                items.accept(order);
            }
        }
    }

    private final class DeadLettered implements CamelInternalProcessorAdvice<Object> {

        @Override
        public Object before(Exchange exchange) {
            return null;
        }

        @Override
        public void after(Exchange exchange, Object nothing) {
            if (!exchange.isFailed()) {
                deadLettered.increment();
            }
        }
    }
}
