package io.orderflow.observe;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready while the broker answers, and has the topics. */
public final class BrokerCheck extends AbstractHealthCheck {

    private final String brokers;
    private final Supplier<String> trouble;

    /** @param trouble what is wrong with Kafka at this moment, or null */
    public BrokerCheck(String brokers, Supplier<String> trouble) {
        super("orders", "broker");
        this.brokers = brokers;
        this.trouble = trouble;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        result.detail("brokers", brokers);
        String now = trouble.get();
        if (now == null) {
            result.up();
        } else {
            result.down().message(now);
        }
    }
}
