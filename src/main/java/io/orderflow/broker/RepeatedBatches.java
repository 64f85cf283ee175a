package io.orderflow.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the disk has no room for the next page of an index, Kafka has written a batch, does not acknowledge it, and may
 * write the next one behind it with the same offsets. Of such batches the last one holds; with the others left in, a reader
 * skips it, and the group coordinator does not load its partition.
 */
final class RepeatedBatches {

    private static final Logger LOG = LoggerFactory.getLogger("embedded-broker");
    /** Kafka puts it there when it has stopped in good order, and takes it away at the next start. */
    private static final String STOPPED_IN_ORDER = ".kafka_cleanshutdown";

    private RepeatedBatches() {}

    /** Takes them out of the last segment of each partition, unless the broker was stopped in good order. */
    static void remove(Path directory) throws IOException {
        if (Files.exists(directory.resolve(STOPPED_IN_ORDER))) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            for (Path partition : content.filter(Files::isDirectory).toList()) {
                Optional<Path> last = lastSegment(partition);
                if (last.isPresent() && removeFrom(last.get())) {
                    LOG.warn(
                            "In {} records that were written when the disk was full, and not acknowledged, came before"
                                    + " others with the same offsets; they are removed",
                            last.get());
                }
            }
        }
    }

    private static Optional<Path> lastSegment(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log")).max(Comparator.naturalOrder());
        }
    }

    /** @return whether there were any */
    private static boolean removeFrom(Path segment) throws IOException {
        Deque<FileChannelRecordBatch> kept = new ArrayDeque<>();
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            if (!hasRepeated(records)) {
                return false;
            }
            forEach(records, batch -> {
                while (!kept.isEmpty() && kept.getLast().lastOffset() >= batch.baseOffset()) {
                    kept.removeLast();
                }
                kept.add(batch);
            });
            replace(segment, kept);
        }
        return true;
    }

    private static boolean hasRepeated(FileRecords records) {
        AtomicLong next = new AtomicLong();
        AtomicBoolean repeated = new AtomicBoolean();
        forEach(records, batch -> {
            if (batch.baseOffset() < next.getAndSet(batch.nextOffset())) {
                repeated.set(true);
            }
        });
        return repeated.get();
    }

    /** Up to what can't be read; there Kafka cuts it off. */
    private static void forEach(FileRecords records, Consumer<FileChannelRecordBatch> batches) {
        try {
            records.batches().forEach(batches);
        } catch (CorruptRecordException e) {
            LOG.debug("{} can't be read to its end", records.file(), e);
        }
    }

    /** Without its indexes, which Kafka makes anew. */
    private static void replace(Path segment, Iterable<FileChannelRecordBatch> kept) throws IOException {
        Path mended = segment.resolveSibling(segment.getFileName() + ".tmp");
        try (FileChannel from = FileChannel.open(segment);
                FileChannel to = FileChannel.open(
                        mended,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (FileChannelRecordBatch batch : kept) {
                from.transferTo(batch.position(), batch.sizeInBytes(), to);
            }
            to.force(true);
        }
        Files.move(mended, segment, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        for (String index : List.of(".index", ".timeindex")) {
            Files.deleteIfExists(Path.of(segment.toString().replaceFirst("\\.log$", index)));
        }
    }
}
