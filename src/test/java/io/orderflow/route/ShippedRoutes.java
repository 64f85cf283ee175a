package io.orderflow.route;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The routes that come with the project, as far as they are still there, with a step of the tests' own in the place of
 * process-order: that one, further files and whether the replay stays are the user's choice, and no test's.
 */
public final class ShippedRoutes {

    public static final String STEP = "process-order.camel.yaml";
    private static final String REPLAY = "replay-orders.camel.yaml";
    private static final Path FOLDER = Path.of("routes");
    private static final List<String> NAMES = List.of(
            "dead-letter.camel.yaml",
            "generate-orders.camel.yaml",
            "order-errors.camel.yaml",
            "publish-order.camel.yaml",
            "receive-orders.camel.yaml",
            REPLAY,
            "track-orders.camel.yaml");

    private ShippedRoutes() {}

    /** Those around the step. */
    public static List<Path> pipeline() {
        return NAMES.stream()
                .map(FOLDER::resolve)
                .filter(file -> Files.exists(file) || !file.endsWith(REPLAY))
                .toList();
    }

    /** Those around the step, and the tests' step. */
    public static List<Path> files() {
        return Stream.concat(pipeline().stream(), Stream.of(step())).toList();
    }

    /** A step that writes one line for each order. */
    public static Path step() {
        return Path.of("src", "test", "resources", "routes", STEP);
    }

    public static void copyTo(Path target) throws IOException {
        Files.createDirectories(target);
        for (Path file : files()) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    /** Skips a test of the replay where that was deleted. */
    public static void assumeReplay() {
        assumeTrue(Files.exists(FOLDER.resolve(REPLAY)), "there is no " + REPLAY);
    }

    /** Skips a test of the compiled routes as a whole where their step is another one than the one that was shipped. */
    public static void assumeJavaStep() {
        assumeTrue(
                isShipped(Path.of("src/main/java/io/orderflow/route/ProcessOrder.java")),
                "ProcessOrder is another one");
    }

    private static boolean isShipped(Path step) {
        try {
            return Files.readString(step).contains(".log(\"📦 Received order: ${body}\");");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
