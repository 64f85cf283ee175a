package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.io.TempDir;

/** A file in the inbox, the orders that come of it and what is refused. */
abstract class WalkedFile {

    static final int MAX_REQUEST_SIZE = 10_000;

    @TempDir
    Path inbox;

    /** The draft of the last file's refusals. */
    Path errors;

    final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    final MeterRegistry meters = new SimpleMeterRegistry();

    final List<Message> orders = new ArrayList<>();

    final List<Message> letters = new ArrayList<>();

    OrderFile walk(String name, byte[] content) throws Exception {
        Path path = Files.write(inbox.resolve(name), content);
        OrderFile file = orderFile(path);
        orders.clear();
        letters.clear();
        file.forEach(
                message -> (message.getHeader(KafkaConstants.OVERRIDE_TOPIC) == null ? orders : letters).add(message));
        assertThat(file.orders()).isEqualTo(orders.size());
        return file;
    }

    OrderFile orderFile(Path path) {
        Archive archive = new Archive(path);
        errors = archive.draft();
        FileReport report = new InboxFiles(inbox, "json", meters).report(path.toFile());
        return new OrderFile(exchange, archive, "dead", MAX_REQUEST_SIZE, report, () -> false);
    }

    OrderFile walk(String name, String content) throws Exception {
        return walk(name, content.getBytes(UTF_8));
    }

    List<String> refusals() throws Exception {
        return Files.exists(errors) ? Files.readAllLines(errors) : List.of();
    }

    List<Order> read() {
        return orders.stream()
                .map(message -> OrderJson.read((byte[]) message.getBody()))
                .toList();
    }

    static String text(Message message) {
        return new String((byte[]) message.getBody(), UTF_8);
    }

    static byte[] packed(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
