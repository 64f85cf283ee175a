package io.orderflow;

import io.orderflow.order.Order;
import io.orderflow.reload.GatedDirect;
import io.orderflow.reload.Mistakes;
import io.orderflow.reload.PutAside;
import io.orderflow.reload.RouteControl;
import io.orderflow.reload.RouteReload;
import io.orderflow.reload.Save;
import io.orderflow.route.JavaRoutes;
import io.orderflow.routing.StackRouting;
import io.orderflow.settings.Settings;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the routes that run: the files in {@code routes/}, and their changes while the program runs, or the compiled ones. */
final class RouteLoading {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");

    private final Settings settings;
    private RouteReload reload;
    private RouteControl control;

    RouteLoading(Settings settings) {
        this.settings = settings;
    }

    /** To be called before Camel is configured. */
    void prepare(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        PutAside.completeOnStop(context);
        if (settings.onStack()) {
            StackRouting.install(context, Order.class);
        }
        context.addComponent("direct", new GatedDirect());
        control = new RouteControl(context);
        if (!settings.yaml()) {
            main.configure().setRoutesBuilders(JavaRoutes.all());
            return;
        }
        // so that an error names the line; the log step keeps the route's id as its name
        main.configure().setSourceLocationEnabled(true);
        context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
    }

    /** To be called when Camel is configured. */
    void load(CamelContext context) throws Exception {
        if (settings.yaml()) {
            reload = new RouteReload(context, Settings.ROUTES, control);
            reload.load();
        } else {
            LOG.info(
                    "The routes are the compiled ones (orders.dsl=java): changes in {} have no effect",
                    Settings.ROUTES);
        }
    }

    void start() {
        if (reload != null && settings.reload()) {
            reload.start();
        }
    }

    void stop() throws InterruptedException {
        control.end();
        if (reload != null) {
            reload.stop();
        }
    }

    /** For who wants to pause, resume, stop or start one. */
    RouteControl control() {
        return control;
    }

    /** Which routes a person has paused or stopped, in words; empty where none is. */
    String byHand(CamelContext context) {
        return context.getRoutes().stream()
                .map(Route::getRouteId)
                .flatMap(id -> control.byHand(id).stream()
                        .map(hand -> "%s was %s by %s".formatted(id, hand.what(), hand.by())))
                .sorted()
                .collect(Collectors.joining("; "));
    }

    /** The last changes of the routes' files, the newest first. */
    List<Save> saves() {
        return reload == null ? List.of() : reload.saves();
    }

    /** What is wrong with the routes' files at this moment. */
    Mistakes mistakes() {
        return reload == null ? Mistakes.NONE : reload.mistakes();
    }
}
