package io.orderflow;

import io.orderflow.reload.GatedDirect;
import io.orderflow.reload.RouteReload;
import io.orderflow.route.JavaRoutes;
import io.orderflow.settings.Settings;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.main.BaseMainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the routes that run: the files in {@code routes/}, and their changes while the program runs, or the compiled ones. */
final class RouteLoading {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");
    private static final Path FOLDER = Path.of("routes");

    private final Settings settings;
    private RouteReload reload;

    RouteLoading(Settings settings) {
        this.settings = settings;
    }

    /** To be called before Camel is configured. */
    void prepare(BaseMainSupport main) {
        if (!settings.yaml()) {
            main.configure().setRoutesBuilders(JavaRoutes.all());
            return;
        }
        CamelContext context = main.getCamelContext();
        if (settings.reload()) {
            context.addComponent("direct", new GatedDirect());
        }
        // so that an error names the line; the log step keeps the route's id as its name
        main.configure().setSourceLocationEnabled(true);
        context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
    }

    /** To be called when Camel is configured. */
    void load(CamelContext context) throws Exception {
        if (settings.yaml()) {
            reload = new RouteReload(context, FOLDER);
            reload.load();
        } else {
            LOG.info("The routes are the compiled ones (orders.dsl=java): changes in {} have no effect", FOLDER);
        }
    }

    void start() {
        if (reload != null && settings.reload()) {
            reload.start();
        }
    }

    void stop() throws InterruptedException {
        if (reload != null) {
            reload.stop();
        }
    }

    /** What is wrong with the routes' files at this moment, or null. */
    String mistake() {
        return reload == null ? null : reload.mistake();
    }
}
