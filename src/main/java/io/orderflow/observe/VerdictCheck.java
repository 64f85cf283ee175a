package io.orderflow.observe;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells what is wrong, and is up all the same: an order that waits for its next try is no reason to send nobody here. */
public final class VerdictCheck extends AbstractHealthCheck {

    private final Supplier<Map<String, String>> verdict;

    /** @param verdict the details that are told */
    public VerdictCheck(Supplier<Map<String, String>> verdict) {
        super("orders", "verdict");
        this.verdict = verdict;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        verdict.get().forEach(result::detail);
        result.up();
    }
}
