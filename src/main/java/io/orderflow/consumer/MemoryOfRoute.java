package io.orderflow.consumer;

import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.processor.idempotent.IdempotentConsumer;

/** Finds the memory that a route's idempotentConsumer asks. */
final class MemoryOfRoute {

    private MemoryOfRoute() {}

    /** @return null where the route has no idempotent repository that reads back what was done before */
    static RecordMemory find(Route route) {
        return find(route.navigate());
    }

    private static RecordMemory find(Navigate<?> steps) {
        if (steps instanceof IdempotentConsumer idempotent
                && idempotent.getIdempotentRepository() instanceof RecordMemory memory) {
            return memory;
        }
        if (steps != null && steps.hasNext()) {
            for (Object step : steps.next()) {
                RecordMemory memory =
                        step instanceof Navigate<?> inner && step instanceof Processor ? find(inner) : null;
                if (memory != null) {
                    return memory;
                }
            }
        }
        return null;
    }
}
