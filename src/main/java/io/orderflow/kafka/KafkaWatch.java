package io.orderflow.kafka;

import io.orderflow.failure.LongLived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka each second for the topics, and logs once what is wrong and when that is over: it does not answer, a topic
 * is gone, or the leader of a partition or the coordinator of a group does not.
 */
public final class KafkaWatch {

    private static final Logger LOG = LoggerFactory.getLogger("kafka-watch");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long INTERVAL_MS = 1_000;

    private final Supplier<Admin> admins;
    private final String brokers;
    private final Supplier<? extends Collection<String>> topics;
    private final Supplier<? extends Collection<String>> groups;
    private final Set<String> seen = new HashSet<>();
    private final Coordinators coordinators = new Coordinators();
    private volatile String trouble;
    private Thread thread;

    /**
     * @param admins makes a client that gives up within some seconds
     * @param topics which are wanted at this moment
     * @param groups in which something is read at this moment
     */
    public KafkaWatch(
            Supplier<Admin> admins,
            String brokers,
            Supplier<? extends Collection<String>> topics,
            Supplier<? extends Collection<String>> groups) {
        this.admins = admins;
        this.brokers = brokers;
        this.topics = topics;
        this.groups = groups;
        this.trouble = notAsked();
    }

    /** Begins to ask; Kafka has answered just now. */
    public void start() {
        trouble = null;
        thread = LongLived.start("kafka-watch", this::watch);
    }

    public void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    /** What is wrong at this moment, in a sentence, or null. */
    public String trouble() {
        return trouble;
    }

    /** Whether it was never asked, since the program starts. */
    public boolean isNew() {
        return notAsked().equals(trouble);
    }

    /** Whether Kafka did not answer when it was last asked, or was not asked. */
    public boolean isAway() {
        return isNew() || notAnswering().equals(trouble);
    }

    private void watch() throws InterruptedException {
        try (Admin admin = admins.get()) {
            while (true) {
                note(look(admin));
                Thread.sleep(INTERVAL_MS);
            }
        }
    }

    private void note(String now) {
        if (Objects.equals(now, trouble)) {
            return;
        }
        trouble = now;
        if (now == null) {
            LOG.info("Kafka at {} answers, and its topics are there", brokers);
        } else {
            LOG.warn(now);
        }
    }

    /** @return what is wrong, or null */
    String look(Admin admin) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        List<TopicDescription> there = new ArrayList<>();
        Map<String, KafkaFuture<?>> members = Coordinators.ask(admin, groups.get());
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics.get()).topicNameValues().entrySet()) {
            try {
                there.add(topic.getValue().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
                seen.add(topic.getKey());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    wrong.add((seen.contains(topic.getKey())
                                    ? "The topic %s is gone; it goes on when there is one again"
                                    : "There is no topic %s; it is read when there is one")
                            .formatted(topic.getKey()));
                } else if (!(e.getCause() instanceof AuthorizationException
                        || e.getCause() instanceof InvalidTopicException)) {
                    // who may not see a topic takes it to be there; of a name that can't be, its consumer says so
                    return notAnswering();
                }
            } catch (TimeoutException e) {
                return notAnswering();
            }
        }
        Leaders.missing(admin, there, PATIENCE)
                .forEach((topic, partitions) -> wrong.add(leaderless(topic, partitions)));
        coordinators.missing(members, PATIENCE).forEach(group -> wrong.add(uncoordinated(group)));
        return wrong.isEmpty() ? null : String.join("; ", wrong);
    }

    private static String leaderless(String topic, Collection<Integer> partitions) {
        return "%s : partition %s has no leader that answers, and waits for a broker that has its records"
                .formatted(topic, partitions.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private static String uncoordinated(String group) {
        return "The group %s has no coordinator that answers; what is done is committed when there is one, and comes again after a stop before that"
                .formatted(group);
    }

    private String notAsked() {
        return "Not known yet: the topics at %s have not been looked at since the program started".formatted(brokers);
    }

    private String notAnswering() {
        return "Kafka does not answer at %s; it is waited for".formatted(brokers);
    }
}
