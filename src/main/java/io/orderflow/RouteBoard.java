package io.orderflow;

import io.orderflow.board.RouteDesk;
import io.orderflow.board.RouteShape;
import io.orderflow.board.RouteState;
import io.orderflow.observe.RouteTimes;
import io.orderflow.reload.RouteControl;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** Gives the board the routes. */
final class RouteBoard {

    private RouteBoard() {}

    static RouteDesk desk(CamelContext context, RouteLoading routes, RouteTimes times) {
        RouteControl control = routes.control();
        return new RouteDesk(
                () -> RouteState.of(context, times, RouteControl::status, id -> byHand(control, id)),
                id -> RouteShape.of(context, id, step -> times.through(id, step)),
                (route, action, by) ->
                        control.act(route, RouteControl.Action.valueOf(action.toUpperCase(Locale.ROOT)), by),
                routes::mistake,
                () -> routes.saves().stream()
                        .map(save -> new RouteDesk.Save(save.time(), save.sentence(), save.taken()))
                        .toList());
    }

    private static RouteState.ByHand byHand(RouteControl control, String id) {
        return control.byHand(id)
                .map(hand -> new RouteState.ByHand(hand.what(), hand.by(), hand.time(), hand.done()))
                .orElse(null);
    }

    /** Which routes a person has paused or stopped, in words; empty where none is. */
    static String byHand(CamelContext context, RouteLoading routes) {
        return context.getRoutes().stream()
                .map(Route::getRouteId)
                .flatMap(id -> routes.control().byHand(id).stream()
                        .map(hand -> "%s was %s by %s".formatted(id, hand.what(), hand.by())))
                .sorted()
                .collect(Collectors.joining("; "));
    }
}
