package io.orderflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jars in the folder ext/: components, drivers and classes of people's own, behind the program's own libraries. */
public final class Extensions {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");

    private Extensions() {}

    /** Makes what is in the jars known to this thread, and so to Camel and to the threads that are started from here. */
    public static void load(Path folder) {
        List<Path> jars = jars(folder);
        if (jars.isEmpty()) {
            return;
        }
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(new URLClassLoader(
                jars.stream().map(Extensions::url).toArray(URL[]::new), thread.getContextClassLoader()));
        LOG.info("{} from {}: {}", jars.size() == 1 ? "A jar" : jars.size() + " jars", folder, names(jars));
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be listed", e);
        }
    }

    private static String names(List<Path> jars) {
        return jars.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.joining(", "));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
