package io.orderflow.board;

import io.orderflow.reload.Mistakes;
import io.orderflow.reload.Save;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The routes as the board sees them, and what it may do with them.
 *
 * @param states  each with what went through it
 * @param shapes  a route's steps by the route's id, null where there is no such route
 * @param mistakes what is wrong with the routes' files at this moment
 * @param saves   the last changes of the files, the newest first
 */
public record RouteDesk(
        Supplier<List<RouteState>> states,
        Function<String, RouteShape> shapes,
        Actions actions,
        Supplier<Mistakes> mistakes,
        Supplier<List<Save>> saves) {

    /** What is done with a route. */
    public interface Actions {

        /**
         * @param action pause, resume, stop or start
         * @param by     who asks
         * @return false where what is in flight is not done yet, and it goes on until it is
         * @throws IllegalArgumentException where there is no such route
         * @throws IllegalStateException where that can't be done now, with a sentence
         */
        boolean act(String route, String action, String by) throws InterruptedException;
    }
}
