package io.orderflow.tracker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;

/**
 * How often the order in hand of each partition has failed, and when it is due again. The consumer waits, not a thread:
 * see {@link OrderConsumer}.
 */
public class Retries {

    /** What fails beyond its attempts, since its dead letter can't be written, is told of so seldom. */
    private static final int LOG_INTERVAL = 100;

    /** @param due by {@link System#nanoTime} */
    private record Retry(long offset, int failures, long due) {}

    private final int attempts;
    private final Duration delay;
    private final Duration maxDelay;
    private final Map<TopicPartition, Retry> retries = new ConcurrentHashMap<>();

    /**
     * @param attempts how often an order is tried again after it failed for the first time
     * @param delay before the first of these; it doubles each time
     * @param maxDelay what it grows to
     */
    public Retries(int attempts, Duration delay, Duration maxDelay) {
        this.attempts = attempts;
        this.delay = delay;
        this.maxDelay = maxDelay;
    }

    /** For the error policy: whether the order that has just failed was tried again as often as it may be. */
    public boolean exhausted(Exchange exchange) {
        Message record = exchange.getUnitOfWork().getOriginalInMessage();
        if (record.getHeader(KafkaConstants.PARTITION) == null) {
            // it comes from no record: Camel tells so of a poll that has failed
            return false;
        }
        TopicPartition partition = new TopicPartition(
                record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class));
        return failures(partition, record.getHeader(KafkaConstants.OFFSET, Long.class)) >= attempts;
    }

    /** The record has failed, once more or for the first time, and is due again after a pause. */
    void failed(ConsumerRecord<Object, Object> record, Throwable cause, Logger log) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        int failures = failures(partition, record.offset()) + 1;
        Duration pause = pause(failures);
        retries.put(partition, new Retry(record.offset(), failures, System.nanoTime() + pause.toNanos()));
        if (failures <= attempts + 1 || failures % LOG_INTERVAL == 0) {
            log.warn(
                    "⏳ {} : partition {} : at offset {} failed {}, again in {} s: {}",
                    partition.topic(),
                    partition.partition(),
                    record.offset(),
                    failures == 1 ? "once" : failures + " times",
                    pause.toMillis() / 1000.0,
                    String.valueOf(cause));
            log.debug("The cause", cause);
        }
    }

    /** The records of this partition before the offset are done. */
    void passed(TopicPartition partition, long offset) {
        retries.computeIfPresent(partition, (p, retry) -> retry.offset < offset ? null : retry);
    }

    /** The partitions whose record is not due yet. */
    Set<TopicPartition> waiting() {
        long now = System.nanoTime();
        Set<TopicPartition> waiting = new HashSet<>();
        retries.forEach((partition, retry) -> {
            if (retry.due - now > 0) {
                waiting.add(partition);
            }
        });
        return waiting;
    }

    /** @return how long until the next one is due, at the most this long */
    Duration untilDue(Duration longest) {
        long now = System.nanoTime();
        long wait = retries.values().stream()
                .mapToLong(retry -> retry.due - now)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        return wait < longest.toNanos() ? Duration.ofNanos(wait) : longest;
    }

    private int failures(TopicPartition partition, long offset) {
        Retry retry = retries.get(partition);
        return retry != null && retry.offset == offset ? retry.failures : 0;
    }

    private Duration pause(int failures) {
        long doubled = delay.toMillis() << Math.min(failures - 1, 30);
        return doubled < maxDelay.toMillis() ? Duration.ofMillis(doubled) : maxDelay;
    }
}
