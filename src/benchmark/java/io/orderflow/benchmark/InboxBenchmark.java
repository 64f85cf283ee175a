package io.orderflow.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.MappingIterator;
import io.orderflow.OrderflowProcess;
import io.orderflow.order.Order;
import io.orderflow.order.OrderGenerator;
import io.orderflow.order.OrderJson;
import io.orderflow.route.Dsl;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** From a file to Kafka: the route receive-orders beside the plainest loop by hand, on the same files in one run. */
final class InboxBenchmark {

    private static final int ORDERS = Integer.getInteger("benchmark.orders", 500_000);
    private static final int NAIVE_ORDERS = 2_000;
    private static final int RUNS = Integer.getInteger("benchmark.runs", 5);

    private final String brokers;
    private final Path folder;

    InboxBenchmark(String brokers, Path folder) {
        this.brokers = brokers;
        this.folder = folder;
    }

    List<Table.Row> run() throws Exception {
        Path lines = Orders.lines(folder.resolve("lines.ndjson"), ORDERS);
        Path array = Orders.array(folder.resolve("array.json"), ORDERS);
        Path few = Orders.lines(folder.resolve("few.ndjson"), NAIVE_ORDERS);
        List<Table.Row> rows = new ArrayList<>();
        try (DefaultCamelContext context = context();
                ProducerTemplate template = context.createProducerTemplate()) {
            rows.addAll(Table.interleaved(
                    RUNS,
                    ORDERS,
                    new Table.Contender("NDJSON: by hand", Table.timed(() -> byHand(context, lines, false))),
                    new Table.Contender("NDJSON: receive-orders", Table.timed(() -> route(template, lines)))));
            rows.addAll(Table.interleaved(
                    RUNS,
                    ORDERS,
                    new Table.Contender(
                            "one array on one line: by hand", Table.timed(() -> byHand(context, array, true))),
                    new Table.Contender(
                            "one array on one line: receive-orders", Table.timed(() -> route(template, array)))));
            rows.addAll(Table.interleaved(
                    1,
                    NAIVE_ORDERS,
                    new Table.Contender(
                            "NDJSON: a route with one record an exchange", Table.timed(() -> naive(template, few)))));
        }
        rows.add(runLarge());
        return rows;
    }

    /** A large file through the whole program, which has but little memory for it. */
    private Table.Row runLarge() throws Exception {
        long bytes = Long.getLong("benchmark.bytes", 1L << 30);
        Path large = folder.resolve("large.ndjson");
        int orders = 0;
        OrderGenerator generator = Orders.generator();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(large))) {
            for (long written = 0; written < bytes; orders++) {
                byte[] json = OrderJson.write(generator.next());
                out.write(json);
                out.write('\n');
                written += json.length + 1;
            }
        }
        Path dropped = Files.createDirectories(folder.resolve("large/inbox")).resolve("large.ndjson");
        try (OrderflowProcess program = OrderflowProcess.startAtFullSpeed(
                folder.resolve("large"),
                "-Xmx128m",
                "camel.component.kafka.brokers=" + brokers,
                "orders.broker.embedded=false",
                "orders.generator.enabled=false",
                "orders.tracker.enabled=false")) {
            program.awaitLines(1, "Routes startup");
            long start = System.nanoTime();
            Files.move(large, dropped);
            program.awaitLines(1, "✅ Delivered %,d orders".formatted(orders));
            return new Table.Row(
                    "a file of %,d MB, the program with -Xmx128m".formatted(bytes / 1_000_000),
                    orders * 1e9 / (System.nanoTime() - start),
                    1);
        }
    }

    private DefaultCamelContext context() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        Dsl.prepare(context);
        Dsl.configure(context, brokers);
        Dsl.YAML.load(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:naive")
                        .split(body().tokenize("\n"))
                        .streaming()
                        .stopOnException()
                        .unmarshal("orderJson")
                        .setHeader("CamelKafkaKey", simple("${body.user}"))
                        .marshal("orderJson")
                        .to("kafka:{{orders.topic}}");
            }
        });
        for (String id : List.of("generate-orders", "track-orders", "process-order")) {
            AdviceWith.adviceWith(context, id, route -> route.getOriginalRoute().autoStartup(false));
        }
        AdviceWith.adviceWith(context, "receive-orders", route -> route.replaceFromWith("direct:file"));
        context.start();
        return context;
    }

    private void route(ProducerTemplate template, Path file) throws IOException {
        Path dropped = Files.createDirectories(folder.resolve("inbox")).resolve(file.getFileName());
        Files.createLink(dropped, file);
        template.sendBody("direct:file", dropped.toFile());
    }

    private static void naive(ProducerTemplate template, Path file) throws IOException {
        template.sendBody("direct:naive", Files.readString(file).strip());
    }

    private void byHand(CamelContext context, Path file, boolean array) throws Exception {
        // what Camel gives its own producer, so that both send in the same way
        Properties config = context.getComponent("kafka", KafkaComponent.class)
                .getConfiguration()
                .createProducerProperties();
        config.put("bootstrap.servers", brokers);
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            if (array) {
                try (MappingIterator<Order> orders =
                        OrderJson.mapper().readerFor(Order.class).readValues(file.toFile())) {
                    while (orders.hasNext()) {
                        Order order = orders.next();
                        send(producer, order, OrderJson.write(order), failure);
                    }
                }
            } else {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        byte[] json = line.getBytes(UTF_8);
                        send(producer, OrderJson.read(json), json, failure);
                    }
                }
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, Order order, byte[] json, AtomicReference<Exception> failure) {
        producer.send(new ProducerRecord<>("orders", order.user().getBytes(UTF_8), json), (metadata, e) -> {
            if (e != null) {
                failure.set(e);
            }
        });
    }
}
