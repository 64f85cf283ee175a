package io.orderflow.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions have no leader that answers. A broker that has died counts as their leader until its session ends, nine
 * seconds by default, so each leader is asked itself.
 */
public final class Leaders {

    private static final Logger LOG = LoggerFactory.getLogger("kafka-watch");

    private Leaders() {}

    /** @param leader of a partition, as a client of Kafka knows it */
    public static boolean isMissing(Node leader) {
        return leader == null || leader.isEmpty();
    }

    /**
     * @param patience how long an answer is waited for
     * @return by their topics
     */
    static SortedMap<String, SortedSet<Integer>> missing(
            Admin admin, Collection<TopicDescription> topics, Duration patience) throws InterruptedException {
        SortedMap<String, SortedSet<Integer>> missing = new TreeMap<>();
        Map<TopicPartition, OffsetSpec> led = new HashMap<>();
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (isMissing(partition.leader())) {
                    add(missing, topic.name(), partition.partition());
                } else {
                    led.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
                }
            }
        }
        try {
            Set<TopicPartition> answered = offsets(admin, led, patience).keySet();
            led.keySet().stream()
                    .filter(partition -> !answered.contains(partition))
                    .forEach(partition -> add(missing, partition.topic(), partition.partition()));
        } catch (ExecutionException e) {
            LOG.debug("The leaders can't be asked", e);
        }
        return missing;
    }

    /**
     * Asks each leader for an offset.
     *
     * @return of those that have answered within this time
     * @throws ExecutionException where one refuses to say
     */
    static Map<TopicPartition, Long> offsets(Admin admin, Map<TopicPartition, OffsetSpec> wanted, Duration patience)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> known = new HashMap<>();
        if (wanted.isEmpty()) {
            return known;
        }
        ListOffsetsResult answers = admin.listOffsets(wanted);
        long end = System.nanoTime() + patience.toNanos();
        for (TopicPartition partition : wanted.keySet()) {
            long left = Math.max(0, end - System.nanoTime());
            try {
                known.put(
                        partition,
                        answers.partitionResult(partition)
                                .get(left, TimeUnit.NANOSECONDS)
                                .offset());
            } catch (TimeoutException e) {
                LOG.debug("{} is not answered for", partition, e);
            } catch (ExecutionException e) {
                // Kafka's client has tried it again until its own time was up
                if (!(e.getCause() instanceof RetriableException)) {
                    throw e;
                }
                LOG.debug("{} is not answered for", partition, e);
            }
        }
        return known;
    }

    private static void add(Map<String, SortedSet<Integer>> missing, String topic, int partition) {
        missing.computeIfAbsent(topic, t -> new TreeSet<>()).add(partition);
    }
}
