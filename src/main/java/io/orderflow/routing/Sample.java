package io.orderflow.routing;

import org.apache.camel.Exchange;
import org.apache.camel.Navigate;

/**
 * The few exchanges that are looked at in each step, and stand for the others: these pass the steps of a route that reads a
 * topic as if nobody looked.
 */
public final class Sample {

    private Sample() {}

    /** Whether a sample can be looked at there: in steps that run on the caller's stack. */
    public static boolean isPossible(Navigate<?> step) {
        return step instanceof StackChannel;
    }

    /**
     * To be called when a route begins with the exchange.
     *
     * @param weight for how many it stands; 0 where it is not of the sample
     */
    public static void take(Exchange exchange, int weight) {
        if (weight > 0 && exchange.getUnitOfWork() instanceof RouteUnitOfWork unit) {
            unit.sample(weight);
        }
    }

    /** For how many it stands; 0 where it is not of the sample. */
    public static int weight(Exchange exchange) {
        return exchange.getUnitOfWork() instanceof RouteUnitOfWork unit ? unit.weight() : 0;
    }
}
