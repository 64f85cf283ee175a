package io.orderflow.consumer;

import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record from its poll until it is done. */
public final class PolledRecord {

    private enum State {
        WAITING,
        IN_WORK,
        DONE
    }

    /** The property of an exchange, and of its copies, with the record that it began with. */
    private static final String PROPERTY = "OrderflowRecord";

    private final ConsumerRecord<byte[], byte[]> record;
    private final String group;
    private final Key key;
    private volatile State state = State.WAITING;
    private volatile Object note;
    /** The lane that it is worked on in; the lock of {@link Lanes} guards it. */
    Lane lane;

    PolledRecord(String group, TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
        this.group = group;
        this.key = new Key(partition, record.key());
    }

    /** @return the record that the exchange began with, or null where it did not begin with one */
    public static PolledRecord of(Exchange exchange) {
        PolledRecord record = exchange.getProperty(PROPERTY, PolledRecord.class);
        return record == null
                        && exchange.getUnitOfWork() != null
                        // a step may remove all properties
                        && exchange.getUnitOfWork().getOriginalInMessage() instanceof ReceivedMessage message
                ? message.polled()
                : record;
    }

    void putInto(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The record as Kafka gave it. */
    public ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** The consumer group that reads it. */
    public String group() {
        return group;
    }

    /** What the memory of its route has last noted of it, or null. */
    public Object note() {
        return note;
    }

    /** Notes something of it, for {@link #note()}. */
    public void note(Object something) {
        note = something;
    }

    public TopicPartition partition() {
        return key.partition();
    }

    Key key() {
        return key;
    }

    int bytes() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /** Whether a try of it has begun and not ended. */
    public boolean isInWork() {
        return state == State.IN_WORK;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    void begin() {
        state = State.IN_WORK;
    }

    /** @param done whether nothing more is to be done with it, so that its offset may be committed */
    void end(boolean done) {
        state = done ? State.DONE : State.WAITING;
    }
}
