package io.orderflow.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedBatchesTest {

    @TempDir
    Path folder;

    private Path segment;

    @BeforeEach
    void makePartition() throws IOException {
        segment = Files.createDirectories(folder.resolve("orders-0")).resolve("00000000000000000000.log");
    }

    private void write(long offset, String... values) throws IOException {
        try (FileRecords records = FileRecords.open(segment.toFile())) {
            records.append(MemoryRecords.withRecords(
                    offset,
                    Compression.NONE,
                    Stream.of(values)
                            .map(value -> new SimpleRecord(value.getBytes(UTF_8)))
                            .toArray(SimpleRecord[]::new)));
        }
    }

    private List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        try (FileRecords records = FileRecords.open(segment.toFile())) {
            for (Record record : records.records()) {
                left.add(record.offset() + " " + Utils.utf8(record.value()));
            }
        } catch (CorruptRecordException e) {
            // what is before it is left
        }
        return left;
    }

    @Test
    void of_batches_with_the_same_offsets_the_last_one_holds() throws Exception {
        write(0, "a", "b");
        write(2, "refused");
        write(2, "refused", "too");
        write(2, "c", "d", "e");
        write(5, "refused at last", "and more");
        write(5, "f");
        write(6, "g");
        Path index = Files.createFile(folder.resolve("orders-0/00000000000000000000.index"));

        RepeatedBatches.remove(folder);

        assertThat(left()).containsExactly("0 a", "1 b", "2 c", "3 d", "4 e", "5 f", "6 g");
        assertThat(index).doesNotExist();
    }

    @Test
    void what_was_cut_off_or_damaged_behind_them_is_left_to_kafka() throws Exception {
        write(0, "a");
        byte[] damaged = Files.readAllBytes(segment);
        damaged[damaged.length - 2]++;
        write(1, "refused");
        write(1, "b");
        byte[] rest = ByteBuffer.allocate(damaged.length + 40).put(damaged).array();
        Files.write(segment, rest, StandardOpenOption.APPEND);

        RepeatedBatches.remove(folder);

        assertThat(left()).startsWith("0 a", "1 b");
        assertThat(Files.readAllBytes(segment)).endsWith(rest);
    }

    @Test
    void where_nothing_is_repeated_and_where_the_broker_was_stopped_in_good_order_nothing_is_touched()
            throws Exception {
        write(0, "a");
        write(3, "b");
        Path index = Files.createFile(folder.resolve("orders-0/00000000000000000000.index"));
        RepeatedBatches.remove(folder);
        write(3, "again");
        Files.createFile(folder.resolve(".kafka_cleanshutdown"));
        RepeatedBatches.remove(folder);

        assertThat(left()).containsExactly("0 a", "3 b", "3 again");
        assertThat(index).exists();
    }
}
