package io.orderflow.observe;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready while the broker answers. */
public final class BrokerCheck extends AbstractHealthCheck {

    private final String brokers;
    private final BooleanSupplier answers;

    public BrokerCheck(String brokers, BooleanSupplier answers) {
        super("orders", "broker");
        this.brokers = brokers;
        this.answers = answers;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        result.detail("brokers", brokers);
        if (answers.getAsBoolean()) {
            result.up();
        } else {
            result.down().message("Kafka does not answer at " + brokers);
        }
    }
}
