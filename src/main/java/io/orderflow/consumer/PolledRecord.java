package io.orderflow.consumer;

import io.orderflow.kafka.KeptRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record from its poll until it is done. */
public final class PolledRecord {

    /** What was done with it is seen by whoever sees the new state; nobody waits for that without a lock. */
    private static final VarHandle STATE = stateHandle();

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
    private final int bytes;
    private State state = State.WAITING;
    /** The lane that it is worked on in; the lock of {@link Lanes} guards it. */
    Lane lane;

    PolledRecord(String group, TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
        this.group = group;
        this.key = new Key(partition, record.key());
        this.bytes = KeptRecord.bytes(record);
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

    public TopicPartition partition() {
        return key.partition();
    }

    Key key() {
        return key;
    }

    int bytes() {
        return bytes;
    }

    /** Whether a try of it has begun and not ended. */
    public boolean isInWork() {
        return STATE.getAcquire(this) == State.IN_WORK;
    }

    boolean isDone() {
        return STATE.getAcquire(this) == State.DONE;
    }

    void begin() {
        STATE.setRelease(this, State.IN_WORK);
    }

    /** @param done whether nothing more is to be done with it, so that its offset may be committed */
    void end(boolean done) {
        STATE.setRelease(this, done ? State.DONE : State.WAITING);
    }

    private static VarHandle stateHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(PolledRecord.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
