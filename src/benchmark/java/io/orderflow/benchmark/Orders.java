package io.orderflow.benchmark;

import io.orderflow.order.OrderGenerator;
import java.util.List;
import java.util.Random;

/** The orders that are measured with: the same ones in each run. */
final class Orders {

    private Orders() {}

    static OrderGenerator generator() {
        return new OrderGenerator(
                new Random(42),
                List.of("anna", "david", "fatima", "jonas", "lucy", "mei", "omar", "zoe"),
                List.of(
                        "chicken burger",
                        "mushroom pizza",
                        "lentil soup",
                        "caesar salad",
                        "pad thai",
                        "apple pie",
                        "iced tea"));
    }
}
