package io.orderflow.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;

/** Which groups have no coordinator that answers: where none does, nothing can be committed. For one thread. */
final class Coordinators {

    private final Set<String> answered = new HashSet<>();
    private Set<String> silentBefore = Set.of();

    /** Asks who is in each group, which its coordinator alone knows. */
    static Map<String, KafkaFuture<?>> ask(Admin admin, Collection<String> groups) {
        return groups.isEmpty()
                ? Map.of()
                : new TreeMap<>(admin.describeConsumerGroups(groups).describedGroups());
    }

    /**
     * Those of which none has answered within this time. One of which none ever has is named at the second look: a new
     * cluster's first group has none for a moment.
     */
    List<String> missing(Map<String, KafkaFuture<?>> asked, Duration patience) throws InterruptedException {
        Set<String> silent = new TreeSet<>();
        long end = System.nanoTime() + patience.toNanos();
        for (Map.Entry<String, KafkaFuture<?>> group : asked.entrySet()) {
            if (hasAnswered(group.getValue(), Math.max(0, end - System.nanoTime()))) {
                answered.add(group.getKey());
            } else {
                silent.add(group.getKey());
            }
        }
        List<String> missing = silent.stream()
                .filter(group -> answered.contains(group) || silentBefore.contains(group))
                .toList();
        silentBefore = silent;
        return missing;
    }

    private static boolean hasAnswered(KafkaFuture<?> answer, long nanos) throws InterruptedException {
        try {
            answer.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            // that there is no such group, or that nobody may know, is an answer too
            return !(e.getCause() instanceof RetriableException);
        } catch (TimeoutException e) {
            return false;
        }
    }
}
