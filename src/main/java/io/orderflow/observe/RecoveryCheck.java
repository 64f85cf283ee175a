package io.orderflow.observe;

import io.orderflow.consumer.ConsumerState;
import io.orderflow.consumer.RecordConsumer;
import io.orderflow.failure.LongLived;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Alive while the process can recover by itself. It waits for a broker that is away, so that is no reason to restart it;
 * a consumer that gave up, or a context that stopped, is.
 */
public final class RecoveryCheck extends AbstractHealthCheck {

    private final CamelContext context;

    public RecoveryCheck(CamelContext context) {
        super("orders", "recovery");
        this.context = context;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        if (context.getStatus() == ServiceStatus.Stopped) {
            result.down().message("The routes are stopped for good");
            return;
        }
        for (Map.Entry<String, ConsumerState> route :
                RecordConsumer.states(context).entrySet()) {
            if (!route.getValue().alive()) {
                result.down()
                        .message("The consumer of " + route.getKey()
                                + " has ended; only a restart of the program starts it again");
                return;
            }
        }
        String trouble = LongLived.trouble();
        if (trouble == null) {
            result.up();
        } else {
            // it starts again by itself
            result.up().message(trouble);
        }
    }
}
