package io.orderflow.reload;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Wakes up whoever waits when something happens in a folder or one beneath it, those that are made later included. */
final class FolderWatch implements Closeable {

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path root;
    private final WatchService service;
    private final Map<Path, WatchKey> watched = new HashMap<>();

    FolderWatch(Path root) throws IOException {
        this.root = root;
        this.service = root.getFileSystem().newWatchService();
        watchAll();
    }

    /** Returns when something has happened, or after this long: some file systems tell of nothing. */
    void await(Duration longest) throws InterruptedException {
        WatchKey key = service.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = service.poll();
        }
        watchAll();
    }

    private void watchAll() {
        watched.values().removeIf(key -> !key.isValid());
        try (Stream<Path> below = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path folder : below.filter(Files::isDirectory).toList()) {
                if (!watched.containsKey(folder)) {
                    watched.put(folder, folder.register(service, ALL));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // a folder that has just gone, or can't be read: what is in it is looked at all the same
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
