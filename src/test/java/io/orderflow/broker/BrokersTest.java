package io.orderflow.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.OrderflowProcess;
import io.orderflow.kafka.BrokerException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a broker from being started, in sentences for whoever started the program. */
class BrokersTest {

    @TempDir
    Path folder;

    @Test
    void a_port_that_something_else_has_is_named() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
            String address = "localhost:" + other.getLocalPort();

            assertRefused(address, folder, address + " is taken, but what listens there does not answer as Kafka");
        }
    }

    @Test
    void a_data_folder_that_cant_be_written_is_named() throws Exception {
        Path data = Files.createFile(folder.resolve("file")).resolve("broker");

        assertRefused(free(), data, "The embedded broker can't write its data folder " + data);
    }

    @Test
    void damaged_data_is_named() throws Exception {
        Files.writeString(folder.resolve("meta.properties"), "version=1\ncluster.id=\u0000\nnode.id=seven\n");
        String address = free();

        assertRefused(
                address,
                folder,
                "The embedded broker can't start on %s with its data in %s: ".formatted(address, folder));
    }

    @Test
    void where_several_brokers_or_another_machine_are_meant_none_is_started() throws Exception {
        assertThat(Brokers.startWhereNobodyAnswers("localhost:1,localhost:2", folder))
                .isEmpty();
        assertThat(Brokers.startWhereNobodyAnswers("kafka.example.org:9092", folder))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    private static String free() throws Exception {
        return "localhost:" + OrderflowProcess.freePort();
    }

    private static void assertRefused(String address, Path data, String sentence) {
        assertThatThrownBy(() -> Brokers.startWhereNobodyAnswers(address, data))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(sentence);
    }
}
