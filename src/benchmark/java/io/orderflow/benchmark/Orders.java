package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        "iced tea"),
                () -> {});
    }

    /** Writes so many of them into a file, one a line. */
    static Path lines(Path file, int count) throws IOException {
        return write(file, count, "", "\n", "\n");
    }

    /** Writes so many of them into a file, as one array on one line. */
    static Path array(Path file, int count) throws IOException {
        return write(file, count, "[", ",", "]");
    }

    private static Path write(Path file, int count, String before, String between, String after) throws IOException {
        OrderGenerator generator = generator();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(before.getBytes(UTF_8));
            for (int i = 0; i < count; i++) {
                out.write((i == 0 ? "" : between).getBytes(UTF_8));
                out.write(OrderJson.write(generator.next()));
            }
            out.write(after.getBytes(UTF_8));
        }
        return file;
    }
}
