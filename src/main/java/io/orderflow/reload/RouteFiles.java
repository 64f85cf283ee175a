package io.orderflow.reload;

import io.orderflow.failure.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** What stands in the files of the routes at one moment: their paths, each with its bytes. */
record RouteFiles(Path folder, SortedMap<Path, ByteBuffer> contents) {

    private static final String ENDING = ".camel.yaml";
    /** A parser of YAML takes minutes for a word of some megabytes. */
    private static final long LARGEST = 1 << 20;

    /**
     * Reads every file in the folder and those beneath it, hidden files and folders left out.
     *
     * @throws RouteMistake where there is none, or one can't be read or is larger than a megabyte
     */
    static RouteFiles read(Path folder) {
        SortedMap<Path, ByteBuffer> contents = new TreeMap<>();
        for (Path file : list(folder)) {
            try {
                contents.put(file, ByteBuffer.wrap(content(file)));
            } catch (NoSuchFileException e) {
                // gone since the folder was listed: then it is no file of the folder
                continue;
            } catch (IOException e) {
                throw new RouteMistake("%s can't be read: %s".formatted(file, Causes.words(e)));
            }
        }
        if (contents.isEmpty()) {
            throw new RouteMistake("there is no *%s in %s; start where the routes are, or with -Dorders.dsl=java"
                    .formatted(ENDING, folder.toAbsolutePath()));
        }
        return new RouteFiles(folder, contents);
    }

    private static byte[] content(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new RouteMistake("%s has %,d bytes; a file of routes has 1 MB at the most".formatted(file, size));
        }
        return Files.readAllBytes(file);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .filter(file -> isVisible(folder.relativize(file)))
                    .filter(RouteFiles::isFile)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RouteMistake("%s can't be listed: %s".formatted(folder, Causes.words(e)));
        }
    }

    private static boolean isFile(Path path) {
        if (!Files.isRegularFile(path) && !Files.isDirectory(path) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new RouteMistake("%s is %s; a file is wanted"
                    .formatted(
                            path,
                            Files.isSymbolicLink(path) ? "a link that leads to none" : "no file that can be read"));
        }
        return Files.isRegularFile(path);
    }

    /** A volume of Kubernetes has each file twice more, in a hidden folder and behind a link to that. */
    private static boolean isVisible(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .noneMatch(name -> name.toString().startsWith("."));
    }

    /** The file as Camel's loaders take it. */
    Resource resource(Path file) {
        return ResourceHelper.fromBytes("file:" + file, contents.get(file).array());
    }

    /** The names, within the folder, of the files that are in one of the two alone or differ between them. */
    String differing(RouteFiles other) {
        SortedSet<Path> files = new TreeSet<>(contents.keySet());
        files.addAll(other.contents.keySet());
        files.removeIf(file -> Objects.equals(contents.get(file), other.contents.get(file)));
        return files.stream().map(file -> folder.relativize(file).toString()).collect(Collectors.joining(", "));
    }
}
