package io.orderflow.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results of Camel's health checks and of the program's own, as MicroProfile Health writes them. By hand, since Maven
 * Central has no camel-observability-services for Camel 4.22.0.
 */
public final class Health {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final CamelContext context;
    private final HealthCheck recovery;
    private final boolean probesTellWhy;

    /**
     * @param readiness     the program's own checks, beside those that Camel has
     * @param probesTellWhy whether liveness and readiness show everyone more than which check is up
     */
    public Health(CamelContext context, HealthCheck recovery, List<HealthCheck> readiness, boolean probesTellWhy) {
        this.context = context;
        this.recovery = recovery;
        this.probesTellWhy = probesTellWhy;
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        readiness.forEach(registry::register);
    }

    public Answer all() {
        return report(
                Stream.concat(Stream.of(recovery.call()), ready().stream()).toList(), true);
    }

    public Answer live() {
        return report(List.of(recovery.call()), probesTellWhy);
    }

    public Answer readiness() {
        return report(ready(), probesTellWhy);
    }

    /** Camel's check of a route fails where that route goes between the look at all of them and its own. */
    private Collection<HealthCheck.Result> ready() {
        try {
            return HealthCheckHelper.invokeReadiness(context, "full");
        } catch (NullPointerException e) {
            LOG.debug("A route has gone", e);
            return HealthCheckHelper.invokeReadiness(context, "full");
        }
    }

    private static Answer report(Collection<HealthCheck.Result> results, boolean tellWhy) {
        boolean up = results.stream().allMatch(result -> result.getState() == HealthCheck.State.UP);
        ObjectNode report = JSON.objectNode().put("status", up ? "UP" : "DOWN");
        ArrayNode checks = report.putArray("checks");
        for (HealthCheck.Result result : results) {
            ObjectNode check = checks.addObject();
            check.put("name", result.getCheck().getId());
            check.put("status", result.getState() == HealthCheck.State.UP ? "UP" : "DOWN");
            ObjectNode data = JSON.objectNode();
            result.getMessage().ifPresent(message -> data.put("message", message));
            for (Map.Entry<String, Object> detail : result.getDetails().entrySet()) {
                data.put(detail.getKey(), String.valueOf(detail.getValue()));
            }
            if (tellWhy && !data.isEmpty()) {
                check.set("data", data);
            }
        }
        return Answer.json(up ? 200 : 503, PrintableJson.of(report));
    }
}
