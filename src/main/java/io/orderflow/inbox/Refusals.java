package io.orderflow.inbox;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The refused records of one file: a line each, in a draft that is published beside the archived file. */
final class Refusals implements Closeable {

    private final Path draft;
    private BufferedWriter lines;
    private long count;

    Refusals(Path draft) {
        this.draft = draft;
    }

    /** Forgets what a walk before this one refused. */
    void restart() {
        close();
        count = 0;
    }

    /** @throws UncheckedIOException where the draft can't be written, so that no file passes with its refusals untold */
    void add(String place, String reason) {
        try {
            if (lines == null) {
                Files.createDirectories(draft.getParent());
                lines = Files.newBufferedWriter(draft);
            }
            lines.write(place + ": " + reason + "\n");
            count++;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "What is refused can't be written to " + draft + "; make that folder writable", e);
        }
    }

    /** Throws the draft away. */
    void forget() throws IOException {
        restart();
        Files.deleteIfExists(draft);
    }

    long count() {
        return count;
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
                throw new UncheckedIOException("What is refused can't be written to " + draft, e);
            } finally {
                lines = null;
            }
        }
    }
}
