package io.orderflow.kafka;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of a topic a consumer group has yet to process, asked of the broker. It is asked when somebody wants to know
 * and the last answer is too old; that it does not answer is an answer too.
 */
public final class Backlog implements AutoCloseable {

    /** The age of an answer for those who look each second. */
    public static final Duration FRESH = Duration.ofMillis(900);

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Admin> admins;
    private final DoneOffsets.Reader done;
    private final String topic;
    private final String group;
    private Admin admin;
    private volatile BacklogAnswer answer = BacklogAnswer.NONE;
    private long askedAt = System.nanoTime() - Duration.ofHours(1).toNanos();

    /**
     * @param admins makes a client; called when the broker is first asked, and again where that failed
     * @param done   reads what the group has done beyond what it has committed
     */
    public Backlog(Supplier<Admin> admins, String topic, String group, DoneOffsets.Reader done) {
        this.admins = admins;
        this.done = done;
        this.topic = topic;
        this.group = group;
    }

    /** Asks the broker, unless the last answer is no older than this; waits two seconds for it at the most. */
    public synchronized BacklogAnswer ask(Duration maxAge) {
        if (System.nanoTime() - askedAt > maxAge.toNanos()) {
            try {
                answer = BacklogAnswer.of(true, partitions());
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                LOG.debug("The backlog can't be read", e);
                // a part that only sends orders need not have the right to know
                boolean refused = e.getCause() instanceof AuthorizationException;
                boolean gone = e.getCause() instanceof UnknownTopicOrPartitionException;
                answer = BacklogAnswer.of(refused || gone, gone ? List.of() : answer.partitions());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            askedAt = System.nanoTime();
        }
        return answer;
    }

    /** True where each partition of the topic is some member's of the group, in this process or another. */
    public synchronized boolean isWhollyAssigned() {
        try {
            GroupMembers known = members(List.of(group)).get(0);
            long assigned = known.members().stream()
                    .flatMap(member -> member.partitions().stream())
                    .filter(partition -> partition.topic().equals(topic))
                    .count();
            return known.state().equals(GroupState.STABLE.toString())
                    && assigned == answer.partitions().size();
        } catch (KafkaException e) {
            LOG.debug("The group {} can't be asked for", group, e);
            return false;
        }
    }

    /**
     * Who is in these groups, in another process or in this one.
     *
     * @throws KafkaException where the broker does not answer, or does not tell
     */
    public synchronized List<GroupMembers> members(Collection<String> groups) {
        try {
            return get(admin().describeConsumerGroups(groups).all()).values().stream()
                    .map(GroupMembers::of)
                    .sorted(Comparator.comparing(GroupMembers::group))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private List<BacklogAnswer.Partition> partitions()
            throws InterruptedException, ExecutionException, TimeoutException {
        List<TopicPartition> all =
                get(admin().describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> asked =
                admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
        Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> commits = commits(asked);
        if (commits == null) {
            return answer.partitions();
        }
        Map<TopicPartition, Long> starts = offsets(
                all.stream().filter(partition -> commits.get(partition) == null).toList(), OffsetSpec.earliest());
        return all.stream()
                .map(partition -> partition(
                        partition.partition(), ends.get(partition), commits.get(partition), starts.get(partition)))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(BacklogAnswer.Partition::partition))
                .toList();
    }

    /** Null where the group's coordinator does not answer. */
    private static Map<TopicPartition, OffsetAndMetadata> commits(
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> asked) throws InterruptedException, ExecutionException {
        try {
            return get(asked);
        } catch (TimeoutException e) {
            LOG.debug("The group's coordinator does not answer", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RetriableException)) {
                throw e;
            }
            LOG.debug("The group's coordinator does not answer", e);
        }
        return null;
    }

    /** As it was when its leader last answered, where that does not; null where it never has. */
    private BacklogAnswer.Partition partition(int partition, Long end, OffsetAndMetadata commit, Long start) {
        if (end == null || commit == null && start == null) {
            return answer.partitions().stream()
                    .filter(before -> before.partition() == partition)
                    .findFirst()
                    .orElse(null);
        }
        long from = commit == null ? start : commit.offset();
        return BacklogAnswer.Partition.of(
                partition, end, from, commit == null ? DoneOffsets.NONE : done.read(from, commit.metadata()));
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        return Leaders.offsets(
                admin(), partitions.stream().collect(toMap(partition -> partition, p -> which)), PATIENCE);
    }

    private Admin admin() {
        if (admin == null) {
            admin = admins.get();
        }
        return admin;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
