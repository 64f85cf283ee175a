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
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
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

    private record Piece(long start, long end) {}

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
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            Deque<Piece> repeated = repeated(records);
            if (!repeated.isEmpty()) {
                replace(segment, repeated);
            }
            return !repeated.isEmpty();
        }
    }

    /** The pieces of the file that others come after with the same offsets, up to what can't be read; that is Kafka's to cut. */
    private static Deque<Piece> repeated(FileRecords records) {
        Deque<Piece> repeated = new ArrayDeque<>();
        try {
            long next = 0;
            for (FileChannelRecordBatch batch : records.batches()) {
                if (batch.baseOffset() < next) {
                    batch.ensureValid();
                    int first = records.searchForOffsetFromPosition(batch.baseOffset(), 0).position;
                    while (!repeated.isEmpty() && repeated.getLast().start() >= first) {
                        repeated.removeLast();
                    }
                    repeated.add(new Piece(first, batch.position()));
                }
                next = batch.nextOffset();
            }
        } catch (KafkaException e) {
            LOG.debug("{} can't be read to its end", records.file(), e);
        }
        return repeated;
    }

    /** Without its indexes, which Kafka makes anew. Kafka deletes a file with that name where this is cut off. */
    private static void replace(Path segment, Iterable<Piece> without) throws IOException {
        Path mended = segment.resolveSibling(segment.getFileName() + ".cleaned");
        try (FileChannel from = FileChannel.open(segment);
                FileChannel to = FileChannel.open(
                        mended,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long at = 0;
            for (Piece piece : without) {
                copy(from, at, piece.start(), to);
                at = piece.end();
            }
            copy(from, at, from.size(), to);
            to.force(true);
        }
        Files.move(mended, segment, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        for (String index : List.of(".index", ".timeindex")) {
            Files.deleteIfExists(Path.of(segment.toString().replaceFirst("\\.log$", index)));
        }
    }

    private static void copy(FileChannel from, long start, long end, FileChannel to) throws IOException {
        for (long at = start; at < end; ) {
            at += from.transferTo(at, end - at, to);
        }
    }
}
