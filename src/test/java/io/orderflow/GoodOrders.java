package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Orders that must be processed whatever else comes, with the time at which each was handed over. */
final class GoodOrders implements AutoCloseable {

    static final int USERS = 8;

    /** A line of {@link Ledger#STEP}. */
    private static final Pattern PROCESSED = Pattern.compile("^(\\S+) .*📦 \\d+ : \\d+ : (good-\\d+)$");

    private final Path inbox;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, LocalTime> sent = new ConcurrentHashMap<>();

    GoodOrders(Path inbox, String brokers) {
        this.inbox = inbox;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static String user(int number) {
        return "good user " + number % USERS;
    }

    void dropFile(int orders) throws IOException {
        String lines = Stream.generate(this::next).limit(orders).collect(joining("\n"));
        String name = "good-" + count.get() + ".ndjson";
        Path draft = Files.writeString(inbox.resolve("." + name), lines);
        Files.move(draft, inbox.resolve(name));
    }

    void produce() throws InterruptedException, ExecutionException {
        String order = next();
        producer.send(new ProducerRecord<>("orders", user(count.get()).getBytes(UTF_8), order.getBytes(UTF_8)))
                .get();
    }

    private String next() {
        int number = count.incrementAndGet();
        String id = "good-" + number;
        sent.put(id, LocalTime.now());
        return "{\"order_id\":\"%s\",\"user\":\"%s\",\"item\":\"tea\",\"quantity\":1}".formatted(id, user(number));
    }

    int count() {
        return count.get();
    }

    /** How long each took that the lines say was processed; several times where it was processed several times. */
    Map<String, List<Duration>> processed(List<String> lines) {
        Map<String, List<Duration>> times = new TreeMap<>();
        for (String line : lines) {
            Matcher matcher = PROCESSED.matcher(line);
            if (matcher.find()) {
                String id = matcher.group(2);
                times.merge(
                        id,
                        List.of(since(sent.get(id), LocalTime.parse(matcher.group(1)))),
                        (one, other) ->
                                Stream.concat(one.stream(), other.stream()).toList());
            }
        }
        return times;
    }

    /** What the program said from when the slowest of them was handed over until it was processed. */
    String slowest(List<String> lines) {
        Map<String, List<Duration>> times = processed(lines);
        String id = times.keySet().stream()
                .max(Comparator.comparing(one -> times.get(one).get(0)))
                .orElseThrow();
        String from = sent.get(id).toString();
        List<String> since =
                lines.stream().filter(line -> line.compareTo(from) > 0).toList();
        int end = 0;
        while (end < since.size() && !since.get(end).endsWith(" : " + id)) {
            end++;
        }
        return "%s was handed over at %s, and then:%n%s"
                .formatted(id, from, String.join("\n", since.subList(0, Math.min(end + 1, since.size()))));
    }

    /** Also over midnight. */
    private static Duration since(LocalTime sent, LocalTime processed) {
        Duration time = Duration.between(sent, processed);
        return time.compareTo(Duration.ofHours(-12)) < 0 ? time.plusDays(1) : time;
    }

    @Override
    public void close() {
        producer.close();
    }
}
