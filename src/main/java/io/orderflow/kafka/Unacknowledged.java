package io.orderflow.kafka;

import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Bounds how many records of a producer are sent and not acknowledged. Each takes some 500 bytes of memory beside its
 * own, of which Kafka's bound ({@code buffer.memory}) knows nothing: with small records it lets 350,000 of them in.
 */
final class Unacknowledged {

    private static final int MOST = 50_000;
    /** An eighth of the heap, of 512 bytes each. */
    private static final int PART_OF_HEAP = 8 * 512;

    private final Semaphore room;

    Unacknowledged(int most) {
        room = new Semaphore(most);
    }

    /** As many as this process has memory for. */
    static Unacknowledged inThisHeap() {
        return new Unacknowledged((int) Math.min(MOST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    /**
     * Waits until there is room for one more.
     *
     * @param callback called when it is acknowledged or has failed; may be null
     * @return to be called then in its place; or {@link Sent#giveUp}, where the record could not be sent
     * @throws InterruptException where the thread is interrupted
     */
    Sent begin(Callback callback) {
        // the thread that makes the room can't wait for it
        boolean waits = !Thread.currentThread().getName().startsWith(KafkaProducer.NETWORK_THREAD_PREFIX);
        if (waits) {
            try {
                room.acquire();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return new Sent(waits, callback);
    }

    /** A record that is on its way. */
    final class Sent implements Callback {

        private final boolean counted;
        private final Callback callback;

        private Sent(boolean counted, Callback callback) {
            this.counted = counted;
            this.callback = callback;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            giveUp();
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        }

        /** It was not sent, and its callback will not be called. */
        void giveUp() {
            if (counted) {
                room.release();
            }
        }
    }
}
