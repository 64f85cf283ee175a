package io.orderflow.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.failure.LongLived;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics of the totals and the alerts from an hour ago on, in a thread of its own: so each copy of the program
 * knows the totals of all, whichever of them has added them up.
 */
final class LatestTotals {

    private static final Logger LOG = LoggerFactory.getLogger("analytics");
    private static final Duration SHOWN = Duration.ofMinutes(60);
    private static final int ALERTS = 20;
    private static final int TOP_ITEMS = 10;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String totalsTopic;
    private final String alertsTopic;
    private final TreeMap<Instant, Map<Subject, Total>> minutes = new TreeMap<>();
    private final Deque<Report.Alert> alerts = new ArrayDeque<>();
    private volatile Consumer<byte[], byte[]> open;
    private volatile boolean stopped;
    /** Whether it was reported that they can't be read. */
    private boolean failing;

    /** @param consumers makes one that belongs to no group, and reads nothing that was aborted */
    LatestTotals(Supplier<Consumer<byte[], byte[]>> consumers, String totalsTopic, String alertsTopic) {
        this.consumers = consumers;
        this.totalsTopic = totalsTopic;
        this.alertsTopic = alertsTopic;
    }

    void start() {
        LongLived.start("totals", this::run);
    }

    void stop() {
        stopped = true;
        Consumer<byte[], byte[]> reading = open;
        if (reading != null) {
            reading.wakeup();
        }
    }

    private void run() throws InterruptedException {
        while (!stopped) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                open = consumer;
                read(consumer);
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                if (!failing) {
                    LOG.warn("The totals can't be read, trying again: {}", e.getMessage());
                    failing = true;
                }
                Thread.sleep(1_000);
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = Stream.of(totalsTopic, alertsTopic)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(
                partition -> times.put(partition, Instant.now().minus(SHOWN).toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
        failing = false;
        consumer.seekToEnd(partitions);
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                consumer.seek(partition, offset.offset());
            }
        });
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(500))) {
                take(read.topic(), read.key(), read.value());
            }
        }
    }

    /** The totals of users, of which there are most, and those of hours are for others: they are not even parsed. */
    void take(String topic, byte[] key, byte[] value) {
        if (value == null) {
            return;
        }
        if (topic.equals(alertsTopic)) {
            takeAlert(Report.read(value, Report.Alert.class));
        } else if (key != null && isShown(new String(key, UTF_8))) {
            takeTotal(Report.read(value, Report.Window.class));
        }
    }

    private static boolean isShown(String key) {
        String[] parts = key.split(" ", 4);
        return parts.length > 2 && parts[0].equals("minute") && !parts[2].equals(Subject.Kind.USER.word());
    }

    private synchronized void takeAlert(Report.Alert alert) {
        if (alert != null) {
            alerts.addFirst(alert);
            if (alerts.size() > ALERTS) {
                alerts.removeLast();
            }
        }
    }

    private synchronized void takeTotal(Report.Window total) {
        if (total != null) {
            minutes.computeIfAbsent(Instant.parse(total.start()), start -> new HashMap<>())
                    .put(
                            total.kind().equals(Subject.Kind.ITEM.word()) ? Subject.item(total.name()) : Subject.ALL,
                            new Total(total.orders(), total.quantity()));
        }
    }

    TotalsView view(String state, long late) {
        return view(state, late, Instant.now());
    }

    synchronized TotalsView view(String state, long late, Instant now) {
        minutes.headMap(now.minus(SHOWN), true).clear();
        Map<Subject, Total> hour = new HashMap<>();
        minutes.values().forEach(minute -> minute.forEach((subject, total) -> hour.merge(subject, total, Total::plus)));
        Map.Entry<Instant, Map<Subject, Total>> newest = minutes.floorEntry(now);
        boolean runs =
                newest != null && newest.getKey().plus(TotalsTopology.MINUTE).isAfter(now);
        return new TotalsView(
                state,
                sum(runs ? newest.getValue().get(Subject.ALL) : null),
                sum(hour.get(Subject.ALL)),
                hour.entrySet().stream()
                        .filter(total -> total.getKey().kind() == Subject.Kind.ITEM)
                        .map(total -> new TotalsView.Item(
                                total.getKey().name(), total.getValue().quantity()))
                        .sorted(TotalsView.Item.MOST_FIRST)
                        .limit(TOP_ITEMS)
                        .toList(),
                late,
                List.copyOf(alerts));
    }

    private static TotalsView.Sum sum(Total total) {
        return total == null ? new TotalsView.Sum(0, 0) : new TotalsView.Sum(total.orders(), total.quantity());
    }
}
