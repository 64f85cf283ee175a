package io.orderflow.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.OrderMeters;
import io.orderflow.order.Quotation;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.util.FileUtil;

/**
 * The inbox's files, and those of every other folder that a route reads the same way: which are order files by their
 * ending, which wait, and what became of the last ones.
 */
public final class InboxFiles {

    private static final int KEPT = 20;
    private static final int MOST_WAITING = 20;

    private final Path directory;
    private final List<String> endings;
    private final MeterRegistry meters;
    private final Deque<FileReport> reports = new ArrayDeque<>();
    private final Map<String, String> keptWaiting = new ConcurrentHashMap<>();
    private final Map<String, BooleanSupplier> unarchived = new ConcurrentHashMap<>();

    /** @param extensions separated by commas, without their dots */
    public InboxFiles(Path directory, String extensions, MeterRegistry meters) {
        this.directory = directory;
        this.endings = Stream.of(extensions.split(","))
                .map(extension -> "." + extension.strip().toLowerCase(Locale.ROOT))
                .toList();
        this.meters = meters;
    }

    /** The last files that were read, newest first, and behind them those that wait. */
    public List<OrderFileState> latest() {
        List<OrderFileState> latest = new ArrayList<>();
        Set<String> inWork = new HashSet<>();
        for (FileReport report : reports()) {
            OrderFileState state = report.state();
            latest.add(state);
            if (state.stage() == OrderFileState.Stage.READING || state.stage() == OrderFileState.Stage.STUCK) {
                inWork.add(state.name());
            }
        }
        addWaiting(latest, inWork);
        return latest;
    }

    /** The files that are being read at this moment. */
    public List<OrderFileState> reading() {
        return reports().stream()
                .map(FileReport::state)
                .filter(state -> state.stage() == OrderFileState.Stage.READING)
                .toList();
    }

    /** True for a name with one of the endings, that does not begin with a dot. */
    public boolean isOrderFile(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && endings.stream().anyMatch(lowerCase::endsWith);
    }

    FileReport report(File file) {
        FileReport report =
                new FileReport(file.getName(), OrderMeters.RECEIVED.in(meters), OrderMeters.REFUSED.in(meters));
        keptWaiting.remove(key(file));
        synchronized (reports) {
            reports.addFirst(report);
            while (reports.size() > KEPT) {
                reports.removeLast();
            }
        }
        return report;
    }

    /** The file is sent, and is to be archived when that is possible. */
    void archiveLater(File file, BooleanSupplier isArchived) {
        unarchived.put(key(file), isArchived);
    }

    /** Whether the file is sent already, so that it is not to be sent again; archives it where that is possible now. */
    boolean isSent(File file) {
        BooleanSupplier isArchived = unarchived.get(key(file));
        if (isArchived != null && isArchived.getAsBoolean()) {
            unarchived.remove(key(file));
        }
        return isArchived != null;
    }

    void keepsWaiting(File file, String reason) {
        keptWaiting.keySet().removeIf(other -> !exists(new File(other)));
        keptWaiting.put(key(file), reason);
    }

    /** True where there is such a thing, be it a link to nothing. */
    static boolean exists(File file) {
        try {
            return Files.exists(file.toPath(), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** By its text, since a name that can't be spelled in the program's locale makes no path. */
    private static String key(File file) {
        return FileUtil.compactPath(file.getAbsolutePath());
    }

    private List<FileReport> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    private void addWaiting(List<OrderFileState> files, Set<String> inWork) {
        int room = MOST_WAITING;
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory, this::isOrderFile)) {
            for (Path path : listing) {
                String name = path.getFileName().toString();
                if (room > 0 && !inWork.contains(Quotation.printable(name))) {
                    addWaiting(files, path, name);
                    room--;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // there is no inbox yet, or it can't be listed: receive-orders logs that
        }
    }

    private boolean isOrderFile(Path path) {
        return isOrderFile(path.getFileName().toString()) && (Files.isRegularFile(path) || Files.isSymbolicLink(path));
    }

    private void addWaiting(List<OrderFileState> files, Path path, String name) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String reason = keptWaiting.get(key(path.toFile()));
            files.add(new OrderFileState(
                    Quotation.printable(name),
                    OrderFileState.Stage.WAITING,
                    attributes.size(),
                    0,
                    0,
                    0,
                    reason == null ? List.of() : List.of(Quotation.printable(reason)),
                    attributes.lastModifiedTime().toMillis()));
        } catch (IOException e) {
            // it was taken away meanwhile
        }
    }
}
