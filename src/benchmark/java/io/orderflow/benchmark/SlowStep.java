package io.orderflow.benchmark;

import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A step that waits for something; it knows whether an order has overtaken an earlier one of its user. */
final class SlowStep {

    static final int MILLIS = 10;
    /** After so long an order that failed is tried again, by each contender. */
    static final int PAUSE_MILLIS = 1_000;

    private final String failingUser;
    private final Map<String, Integer> last = new ConcurrentHashMap<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private volatile boolean isOver;

    /** @param failingUser whose orders fail each time; empty for nobody's */
    SlowStep(String failingUser) {
        this.failingUser = failingUser;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        take(OrderJson.read(record.value()));
    }

    /** @param order with its number in the topic as the id */
    void take(Order order) {
        if (isOver) {
            return;
        }
        await();
        if (order.user().equals(failingUser)) {
            throw new IllegalStateException("The service refuses the orders of " + failingUser);
        }
        done.incrementAndGet();
        int number = Integer.parseInt(order.orderId());
        Integer before = last.put(order.user(), number);
        if (before != null && before >= number) {
            overtaken.incrementAndGet();
        }
    }

    private static void await() {
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets what is left pass at once. */
    void end() {
        isOver = true;
    }

    long done() {
        return done.get();
    }

    long overtaken() {
        return overtaken.get();
    }
}
