package io.orderflow.board.letters;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which dead letters there are, why, and what became of each: some bytes a letter, and the newest ones of each
 * partition. Thread-safe.
 */
public final class LetterIndex {

    /**
     * Letters whose reasons tell the same.
     *
     * @param id     the same after a restart, and in another copy of the program
     * @param reason what their reasons share
     */
    public record Group(String id, String reason, Map<LetterState, Long> counts) {

        public long open() {
            return counts.get(LetterState.OPEN);
        }
    }

    /**
     * Which letters are meant.
     *
     * @param state null for any
     * @param group null for any
     */
    public record Selection(LetterState state, String group) {}

    private final String ordersTopic;
    private final Map<Integer, LetterTable> tables = new TreeMap<>();
    private final Kinds kinds = new Kinds();
    /** What was done with letters that have not been read yet. */
    private final Map<LetterId, LetterAction> early = new HashMap<>();

    public LetterIndex(String ordersTopic) {
        this.ordersTopic = ordersTopic;
    }

    /** The offset of the first record of the partition that was not read yet. */
    synchronized long next(int partition, long first) {
        return tables.computeIfAbsent(partition, p -> new LetterTable(first)).next();
    }

    synchronized void forgetBefore(int partition, long offset) {
        tables.get(partition).forgetBefore(offset);
    }

    /** The topic was deleted and created again. */
    synchronized void forget(int partition) {
        tables.remove(partition);
    }

    synchronized void add(ConsumerRecord<byte[], byte[]> letter) {
        LetterTable table = tables.get(letter.partition());
        if (letter.offset() >= table.next()) {
            table.add(
                    letter.offset(),
                    kinds.number(letter),
                    letter.timestamp(),
                    Origin.of(letter.headers(), ordersTopic));
            LetterAction action = early.remove(LetterId.of(letter));
            if (action != null && action.letterTime() == letter.timestamp()) {
                table.become(letter.offset(), action.state());
            }
        }
    }

    synchronized void become(LetterId id, LetterAction action) {
        LetterTable table = tables.get(id.partition());
        if (table == null || id.offset() >= table.next()) {
            early.put(id, action);
        } else if (table.has(id.offset()) && table.time(id.offset()) == action.letterTime()) {
            table.become(id.offset(), action.state());
        }
    }

    /**
     * From when on all letters of a partition are known.
     *
     * @param start the offset of the first that there is
     */
    synchronized long since(int partition, long start) {
        LetterTable table = tables.get(partition);
        return table.first() <= start ? Long.MIN_VALUE : table.since();
    }

    /**
     * The letters of records of the orders' topic, by their {@link Origin}. It looks at each letter.
     *
     * @return for each record that has one: each group that reads the topic may have made one
     */
    public synchronized Map<Long, List<LetterId>> of(LongStream origins) {
        long[] sorted = origins.sorted().toArray();
        Map<Long, List<LetterId>> found = new HashMap<>();
        tables.forEach((partition, table) ->
                table.find(sorted, offset -> found.computeIfAbsent(table.origin(offset), origin -> new ArrayList<>())
                        .add(new LetterId(partition, offset))));
        return found;
    }

    /** The timestamp of a letter, or null where there is none. */
    synchronized Long time(LetterId id) {
        LetterTable table = tables.get(id.partition());
        return table != null && table.has(id.offset()) ? table.time(id.offset()) : null;
    }

    /** Null where there is no such letter. */
    public synchronized LetterState state(LetterId id) {
        LetterTable table = tables.get(id.partition());
        return table != null && table.has(id.offset()) ? table.state(id.offset()) : null;
    }

    /** How many there are in all groups. */
    public static Map<LetterState, Long> counts(List<Group> groups) {
        Map<LetterState, Long> sums = zeros();
        groups.forEach(group -> group.counts().forEach((state, count) -> sums.merge(state, count, Long::sum)));
        return sums;
    }

    /** Those with most open letters first. It looks at each letter. */
    public synchronized List<Group> groups() {
        long[][] counts = new long[kinds.size()][LetterState.values().length];
        tables.values().forEach(table -> table.count(counts));
        List<Group> groups = new ArrayList<>();
        for (int number = 0; number < counts.length; number++) {
            Map<LetterState, Long> byState = zeros();
            for (LetterState state : LetterState.values()) {
                byState.put(state, counts[number][state.ordinal()]);
            }
            if (byState.values().stream().anyMatch(count -> count > 0)) {
                groups.add(new Group(kinds.id(number), kinds.reason(number), byState));
            }
        }
        groups.sort(Comparator.comparingLong(Group::open).reversed().thenComparing(Group::reason));
        return groups;
    }

    /**
     * The newest letters of a selection.
     *
     * @param before in each partition, the offset below which they are; where there is none, all are
     */
    public synchronized List<LetterId> newest(Selection selection, int count, Map<Integer, Long> before) {
        PriorityQueue<LetterId> next = new PriorityQueue<>(
                Comparator.comparingLong((LetterId id) -> -time(id)).thenComparing(LetterId::partition));
        tables.forEach((partition, table) -> addBelow(
                next, partition, Math.min(table.next(), before.getOrDefault(partition, Long.MAX_VALUE)), selection));
        List<LetterId> newest = new ArrayList<>();
        while (newest.size() < count && !next.isEmpty()) {
            LetterId id = next.remove();
            newest.add(id);
            addBelow(next, id.partition(), id.offset(), selection);
        }
        return newest;
    }

    /** Adds the next letter below of the selection. */
    private void addBelow(Collection<LetterId> next, int partition, long below, Selection selection) {
        LetterTable table = tables.get(partition);
        for (long offset = below - 1; offset >= table.first(); offset--) {
            if (matches(table, offset, selection)) {
                next.add(new LetterId(partition, offset));
                return;
            }
        }
    }

    /** All letters of a selection, partition by partition, the oldest first. */
    public synchronized List<LetterId> all(Selection selection) {
        List<LetterId> all = new ArrayList<>();
        tables.forEach((partition, table) -> {
            for (long offset = table.first(); offset < table.next(); offset++) {
                if (matches(table, offset, selection)) {
                    all.add(new LetterId(partition, offset));
                }
            }
        });
        return all;
    }

    private boolean matches(LetterTable table, long offset, Selection selection) {
        return table.has(offset)
                && (selection.state() == null || table.state(offset) == selection.state())
                && (selection.group() == null || kinds.id(table.group(offset)).equals(selection.group()));
    }

    private static Map<LetterState, Long> zeros() {
        Map<LetterState, Long> zeros = new EnumMap<>(LetterState.class);
        for (LetterState state : LetterState.values()) {
            zeros.put(state, 0L);
        }
        return zeros;
    }
}
