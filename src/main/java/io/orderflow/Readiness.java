package io.orderflow;

import io.orderflow.board.Verdict;
import io.orderflow.kafka.Backlog;
import io.orderflow.kafka.KafkaWatch;
import io.orderflow.observe.ReadyCheck;
import io.orderflow.observe.TrackerCheck;
import io.orderflow.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** What makes this program ready, beside what Camel checks: Kafka answers, and the tracker reads. */
record Readiness(
        CamelContext context,
        Settings settings,
        KafkaWatch watch,
        Backlog backlog,
        RouteLoading routes,
        Supplier<Verdict> verdict) {

    List<HealthCheck> checks() {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new ReadyCheck("broker", this::broker));
        if (settings.tracker()) {
            checks.add(new TrackerCheck(
                    context,
                    settings.group(),
                    route -> routes.control().byHand(route).isPresent(),
                    this::othersHaveAll));
        }
        checks.add(new ReadyCheck("verdict", this::verdict));
        return checks;
    }

    /** Ready while the broker answers, and has the topics. */
    private void broker(HealthCheckResultBuilder result) {
        result.detail("brokers", settings.brokers());
        String trouble = watch.trouble();
        if (trouble == null) {
            result.up();
        } else {
            result.down().message(trouble);
        }
    }

    private boolean othersHaveAll() {
        // while Kafka is away it need not be waited for
        return watch.trouble() == null && backlog.ask(Backlog.FRESH).up() && backlog.isWhollyAssigned();
    }

    /** Says what is wrong, and is up all the same: an order that waits for its retry is no reason to send nobody here. */
    private void verdict(HealthCheckResultBuilder result) {
        Verdict now = verdict.get();
        result.up().detail("state", now.state().name().toLowerCase(Locale.ROOT)).detail("verdict", now.sentence());
        String byHand = routes.byHand(context);
        if (!byHand.isEmpty()) {
            result.detail("by hand", byHand);
        }
    }
}
