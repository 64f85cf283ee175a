package io.orderflow.observe;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** A check that says in one step whether the program is ready, and with which details. */
public final class ReadyCheck extends AbstractHealthCheck {

    private final Consumer<HealthCheckResultBuilder> check;

    public ReadyCheck(String name, Consumer<HealthCheckResultBuilder> check) {
        super("orders", name);
        this.check = check;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        check.accept(result);
    }
}
