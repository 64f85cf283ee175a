package io.orderflow;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder where a program finds its order files. */
public record Inbox(Path folder) {

    private static final String DRAFT = ".draft";

    /** Makes the inbox of a program that runs in this folder. */
    public static Inbox of(Path home) throws IOException {
        return new Inbox(Files.createDirectories(home.resolve("inbox")));
    }

    /** Puts a file there as a whole: the program never sees a part of it. */
    public Path drop(String name, String content) throws IOException {
        return move(Files.writeString(folder.resolve(DRAFT), content), name);
    }

    /** Drops a file with this number of orders of a hundred users, one a line. */
    public Path dropOrders(String name, int count) throws IOException {
        Path draft = folder.resolve(DRAFT);
        try (Writer out = Files.newBufferedWriter(draft)) {
            for (int i = 1; i <= count; i++) {
                out.write(Orders.line("user " + i % 100, "tea", 1 + i % 1000));
            }
        }
        return move(draft, name);
    }

    private Path move(Path draft, String name) throws IOException {
        return Files.move(draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path done(String name) {
        return folder.resolve("done").resolve(name);
    }

    public Path failed(String name) {
        return folder.resolve("failed").resolve(name);
    }
}
