package io.orderflow.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import java.util.List;
import java.util.Random;

/** A generator whose orders are counted. */
public class CountedGenerator extends OrderGenerator {

    private final Counter generated;

    public CountedGenerator(Random random, List<String> users, List<String> items, MeterRegistry meters) {
        super(random, users, items);
        this.generated = OrderMeters.GENERATED.in(meters);
    }

    @Override
    public Order next() {
        Order order = super.next();
        generated.increment();
        return order;
    }
}
