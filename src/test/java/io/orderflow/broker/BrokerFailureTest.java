package io.orderflow.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFailureTest {

    @TempDir
    Path folder;

    private String sentence(Throwable failure) {
        return new BrokerFailure(new BrokerAddress("localhost", 9092), folder).sentence(failure);
    }

    @Test
    void memory_that_is_short_says_how_much_there_was_and_that_the_data_is_whole() {
        assertThat(sentence(new KafkaException("Error starting LogManager", new OutOfMemoryError("Java heap space"))))
                .startsWith("The embedded broker has too little memory (a heap of ")
                .endsWith("Its data in " + folder + " is whole");
    }

    @Test
    void where_the_heap_was_full_before_kafka_halts_that_is_why() {
        BrokerAddress address = new BrokerAddress("localhost", 9092);
        assertThat(new BrokerFailure(address, folder, () -> true).sentence((String) null))
                .startsWith("The embedded broker has too little memory (a heap of ");
        assertThat(new BrokerFailure(address, folder, () -> false).sentence((String) null))
                .startsWith("The embedded broker can't go on with its data in " + folder);
    }

    @Test
    void a_full_disk_says_so_at_whatever_depth_and_blames_no_data() {
        assertThat(sentence(new KafkaException(new IOException("No space left on device"))))
                .isEqualTo(
                        "No space left on the disk of the embedded broker's data folder %s; make room and start again. What was written before is whole",
                        folder);
    }

    @Test
    void a_port_that_was_taken_meanwhile_is_named() {
        assertThat(sentence(new KafkaException(
                        "Socket server failed to bind", new BindException("Address already in use"))))
                .startsWith("localhost:9092 can't be used for the embedded broker (Address already in use)");
    }

    @Test
    void too_many_open_files_are_no_damage() {
        assertThat(sentence(new FileNotFoundException(folder + "/x (Too many open files)")))
                .startsWith("The embedded broker needs more open files than this process may have")
                .doesNotContain("damaged");
    }

    @Test
    void a_folder_that_is_gone_or_not_writable_is_told_apart_from_damage() throws Exception {
        Files.delete(folder);
        assertThat(sentence(new KafkaException("all log dirs have failed")))
                .startsWith("The embedded broker can't write its data folder " + folder)
                .doesNotContain("damaged");
        Files.createDirectory(folder);
    }

    @Test
    void what_is_none_of_these_is_in_kafkas_words_with_what_to_do_where_data_is_damaged() {
        assertThat(sentence(new IllegalStateException("No readable meta.properties files found.")))
                .isEqualTo(
                        "The embedded broker can't start on localhost:9092 with its data in %s: No readable meta.properties files found. If the data is damaged, move the folder away and start with an empty one",
                        folder);
        assertThat(folder).isEmptyDirectory();
    }
}
