package io.orderflow.consumer;

import io.orderflow.failure.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the consumers of one route do at this moment.
 *
 * @param group       their consumer group
 * @param topic       what they read
 * @param assigned    the partitions that they have
 * @param inWork      how many records are in work
 * @param held        how many records were polled and are not done: in work, waiting, or behind one of these
 * @param waitingKeys how many keys wait since their record has failed
 * @param waiting     the first hundred of these, the one that is due first in front
 * @param sincePoll   how long ago the consumer polled that did so the longest ago
 * @param trouble     why one of them can't read, or null
 * @param alive       whether the thread of each is there
 * @param paused      whether they read nothing for the time being
 * @param working     some of the keys that are worked on
 */
public record ConsumerState(
        String group,
        String topic,
        Set<TopicPartition> assigned,
        int inWork,
        int held,
        int waitingKeys,
        List<WaitingRecord> waiting,
        Duration sincePoll,
        String trouble,
        boolean alive,
        boolean paused,
        List<WorkingKey> working) {

    /** @param key null where the record has none */
    public record WorkingKey(TopicPartition partition, byte[] key) {}

    /**
     * A record that has failed and is tried again; those of the same key wait behind it.
     *
     * @param behind how many of these are known
     * @param tries  how often it was tried
     * @param cause  why it failed the last time
     * @param since  how long ago it failed for the first time
     * @param until  how long until it is tried again
     */
    public record WaitingRecord(
            ConsumerRecord<byte[], byte[]> record,
            int behind,
            int tries,
            Throwable cause,
            Duration since,
            Duration until) {

        static WaitingRecord of(LaneState.Waiting waiting) {
            long now = System.nanoTime();
            Retry retry = waiting.retry();
            return new WaitingRecord(
                    waiting.record().record(),
                    waiting.behind(),
                    retry.failures(),
                    Causes.of(retry.cause()),
                    Duration.ofNanos(now - retry.since()),
                    Duration.ofNanos(Math.max(0, retry.due() - now)));
        }
    }
}
