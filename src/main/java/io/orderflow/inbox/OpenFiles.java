package io.orderflow.inbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The files of a folder that some process has open for writing, as far as /proc shows it on Linux: of other users'
 * processes, and on other systems, it does not.
 */
final class OpenFiles {

    private static final Path PROC = Path.of("/proc");
    private static final long VALID_NANOS = Duration.ofMillis(200).toNanos();
    private static final int ACCESS_MODE = 3;

    private Set<Path> written = Set.of();
    private Path folder;
    private long listedAt;

    /** Called by each route that reads a folder, in a thread of its own. */
    synchronized boolean isBeingWritten(Path path) throws IOException {
        Path real = path.toRealPath();
        if (!real.getParent().equals(folder) || System.nanoTime() - listedAt > VALID_NANOS) {
            folder = real.getParent();
            written = writtenIn(folder);
            listedAt = System.nanoTime();
        }
        return written.contains(real);
    }

    private static Set<Path> writtenIn(Path folder) {
        Set<Path> files = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                addWritten(process, folder, files);
            }
        } catch (IOException e) {
            return Set.of(); // no /proc here
        }
        return files;
    }

    private static void addWritten(Path process, Path folder, Set<Path> files) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                addWritten(process, descriptor, folder, files);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // the process has ended meanwhile, or is another user's
        }
    }

    private static void addWritten(Path process, Path descriptor, Path folder, Set<Path> files) {
        try {
            Path file = Files.readSymbolicLink(descriptor);
            if (folder.equals(file.getParent())
                    && isForWriting(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
                files.add(file);
            }
        } catch (IOException e) {
            // it was closed meanwhile
        }
    }

    /** See proc_pid_fdinfo(5): the flags are octal, their last two bits say read, write or both. */
    private static boolean isForWriting(Path descriptor) throws IOException {
        return Files.readAllLines(descriptor).stream()
                .filter(line -> line.startsWith("flags:"))
                .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & ACCESS_MODE) != 0);
    }
}
