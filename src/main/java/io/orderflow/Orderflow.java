package io.orderflow;

import io.orderflow.settings.ComponentVariables;
import io.orderflow.settings.Profile;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.main.Main;
import org.apache.camel.support.ExceptionHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the order pipeline until it is stopped. */
public final class Orderflow {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");

    /** Checks the settings and the routes and ends, with exit code 0 or 1: no broker is started or called. */
    private static final String CHECK = "--check";

    private Orderflow() {}

    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.configure().addConfiguration(OrderflowConfiguration.class);
        Startup startup = new Startup();
        main.addMainListener(startup);
        // as system properties they go before all others, for Camel's components as for this program's own settings
        System.getProperties().putAll(ComponentVariables.options(System.getenv()));
        BooleanSupplier stopped = Signals.onStop(main::completed);
        try {
            main.setDefaultPropertyPlaceholderLocation(Profile.locations());
            if (List.of(args).contains(CHECK)) {
                main.init();
                LOG.info("The settings and the routes can run");
                main.completed();
                return;
            }
            main.run(args);
            if (stopped.getAsBoolean()) {
                // all is stopped; a thread that Kafka's metrics leave behind would keep Maven waiting
                System.exit(0);
            }
            if (startup.undelivered() > 0) {
                LOG.error("Not delivered: {} of the orders that were to be sent", startup.undelivered());
                System.exit(1);
            }
        } catch (Exception e) {
            LOG.error("Can't start: {}", StartFailure.sentence(main.getCamelContext(), e, startup::withoutSecrets));
            LOG.debug("The cause: {}", startup.withoutSecrets(ExceptionHelper.stackTraceToString(e)));
            main.completed();
            startup.undo();
            System.exit(1);
        }
    }
}
