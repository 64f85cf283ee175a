package io.orderflow.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.orderflow.observe.OrderMeters;
import java.io.File;
import java.nio.file.Path;
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

/**
 * The inbox's files, and those of every other folder that a route reads the same way: which are order files by their
 * ending, which wait, and what became of the last ones.
 */
public final class InboxFiles {

    private static final int KEPT = 20;

    private final List<String> endings;
    private final MeterRegistry meters;
    private final Deque<FileReport> reports = new ArrayDeque<>();
    private final WaitingFiles waiting;
    private final Map<String, BooleanSupplier> unarchived = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** @param extensions separated by commas, without their dots */
    public InboxFiles(Path directory, String extensions, MeterRegistry meters) {
        this.waiting = new WaitingFiles(directory, this::isOrderFile);
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
        waiting.addTo(latest, inWork);
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
        waiting.forget(file);
        synchronized (reports) {
            reports.addFirst(report);
            while (reports.size() > KEPT) {
                reports.removeLast();
            }
        }
        return report;
    }

    /** No file is read on: the program ends. What was read is sent, and the files stay. */
    public void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** The file is sent, and is to be archived when that is possible. */
    void archiveLater(File file, BooleanSupplier isArchived) {
        unarchived.put(WaitingFiles.key(file), isArchived);
    }

    /** Whether the file is sent already, so that it is not to be sent again; archives it where that is possible now. */
    boolean isSent(File file) {
        BooleanSupplier isArchived = unarchived.get(WaitingFiles.key(file));
        if (isArchived != null && isArchived.getAsBoolean()) {
            unarchived.remove(WaitingFiles.key(file));
        }
        return isArchived != null;
    }

    /** Those that are not read yet, in the folders of all routes. */
    WaitingFiles waiting() {
        return waiting;
    }

    private List<FileReport> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }
}
