package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The refused records of one file: a line each, in a draft that is published beside the archived file. */
final class Refusals implements Closeable {

    private static final int FIRST = 5;

    private final Path draft;
    private final List<String> first = new ArrayList<>();
    private BufferedWriter lines;
    private long count;
    private IOException failure;

    Refusals(Path draft) {
        this.draft = draft;
    }

    /** Forgets what a walk before this one refused. */
    void restart() {
        close();
        count = 0;
        first.clear();
        failure = null;
    }

    /** Keeps a refusal; where the disk is full, {@link #failure} has the cause, and the orders are sent all the same. */
    void add(String place, String reason) {
        count++;
        if (first.size() < FIRST) {
            first.add(place + ": " + reason);
        }
        try {
            if (lines == null) {
                Archive.make(draft.getParent());
                // a link that someone has put there is not followed, and a pipe not waited for
                Files.deleteIfExists(draft);
                OutputStream out =
                        Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                lines = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
            }
            lines.write(place + ": " + reason + "\n");
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Why the draft lacks refusals, or null where it has them all. */
    IOException failure() {
        return failure;
    }

    /** Throws the draft away. */
    void forget() throws IOException {
        restart();
        // behind a link it would be another one's
        if (!Files.isSymbolicLink(draft.getParent())) {
            Files.deleteIfExists(draft);
        }
    }

    long count() {
        return count;
    }

    /** The first of them. */
    List<String> first() {
        return List.copyOf(first);
    }

    /** Gives the draft its name, unless an attempt before this one did so. */
    void publish(Path target) throws IOException {
        if (Files.exists(draft)) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public void close() {
        if (lines != null) {
            try {
                lines.close();
            } catch (IOException e) {
                failure = e;
            } finally {
                lines = null;
            }
        }
    }
}
