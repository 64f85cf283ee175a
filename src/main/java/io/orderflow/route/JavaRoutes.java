package io.orderflow.route;

import java.util.List;
import org.apache.camel.RoutesBuilder;

/** The routes and their error policy in the Java DSL, the same as in {@code routes/*.camel.yaml}. */
public final class JavaRoutes {

    private JavaRoutes() {}

    public static List<RoutesBuilder> all() {
        return List.of(
                new OrderErrors(),
                new GenerateOrders(),
                new PublishOrder(),
                new ReceiveOrders(),
                new TrackOrders(),
                new ProcessOrder(),
                new DeadLetter(),
                new ReplayOrders());
    }
}
