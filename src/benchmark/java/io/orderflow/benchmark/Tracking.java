package io.orderflow.benchmark;

import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tracker by hand does with a record: parses it, recognises an order that comes again, and logs a line. */
final class Tracking {

    static final int REMEMBERED = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger("process-order");

    private final Predicate<String> isNew;
    private final CountDownLatch all = new CountDownLatch(1);
    private final int orders;
    private int processed;
    private long start;
    private long end;

    Tracking(int orders, Predicate<String> isNew) {
        this.orders = orders;
        this.isNew = isNew;
    }

    /** The last ids as one keeps them with nothing but Java's own collections. */
    static Predicate<String> linkedHashMap() {
        return Collections.newSetFromMap(new LinkedHashMap<String, Boolean>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        })::add;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        start = processed == 0 ? System.nanoTime() : start;
        Order order = OrderJson.read(record.value());
        if (isNew.test(order.orderId())) {
            LOG.info("📦 Received order: {}", order);
        }
        if (++processed == orders) {
            end = System.nanoTime();
            all.countDown();
        }
    }

    boolean isOver() {
        return all.getCount() == 0;
    }

    /** @return the nanoseconds from the first order to the last */
    long await() throws InterruptedException {
        all.await();
        return end - start;
    }
}
