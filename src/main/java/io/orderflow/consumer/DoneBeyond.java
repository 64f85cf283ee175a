package io.orderflow.consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orderflow.kafka.DoneOffsets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/**
 * The records beyond a committed offset that are done already, as a commit's metadata says it: one whose key waits holds
 * up the offset, and those after it are not to be processed again by whoever gets the partition next.
 *
 * <p>The text is a mark with the version, a letter for how it goes on, and Base64 (RFC 4648, URL-safe). {@code r}: the
 * lengths of runs that are by turns not done and done, as variable-length numbers, seven bits a byte, the lowest first.
 * {@code b}: a bit for each offset, set where it is done, the lowest bit first. Whichever says more within the limit is
 * taken. Text without the mark is somebody else's, and says that nothing is done.
 */
final class DoneBeyond implements DoneOffsets {

    static final DoneBeyond NONE = new DoneBeyond(List.of());

    /** Kafka's default for offset.metadata.max.bytes. */
    static final int MAX_LENGTH = 4_096;

    private static final String RUNS = "ofl1r";
    private static final String BITS = "ofl1b";
    private static final int MAX_BYTES = (MAX_LENGTH - RUNS.length()) / 4 * 3;
    private static final int MAX_VARINT_BYTES = 9;

    /** @param end the offset after the last one */
    private record Run(long begin, long end) {}

    /** Those that are done, in their order. */
    private final List<Run> runs;

    private DoneBeyond(List<Run> runs) {
        this.runs = runs;
    }

    @Override
    public long count() {
        return runs.stream().mapToLong(run -> run.end - run.begin).sum();
    }

    @Override
    public boolean contains(long offset) {
        int low = 0;
        int high = runs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Run run = runs.get(middle);
            if (offset < run.begin) {
                high = middle - 1;
            } else if (offset >= run.end) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /**
     * The metadata of a commit.
     *
     * @param committed the offset that is committed with it
     * @param open the offsets from there on that are not done, in their order
     * @param next the offset after the last one that was given out; all before it that are not open are done
     * @param before what is known to be done from {@code next} on
     * @return empty where nothing beyond is done; what does not fit is left out from the end
     */
    static String encode(long committed, long[] open, long next, DoneBeyond before) {
        List<Run> done = new ArrayList<>();
        for (int i = 0; i < open.length; i++) {
            add(done, open[i] + 1, i + 1 < open.length ? open[i + 1] : next);
        }
        before.runs.forEach(run -> add(done, Math.max(run.begin, next), run.end));
        if (done.isEmpty()) {
            return "";
        }
        ByteBuffer asRuns = ByteBuffer.allocate(MAX_BYTES);
        long runsEnd = putRuns(asRuns, committed, done);
        long end = done.get(done.size() - 1).end;
        if (runsEnd == end && asRuns.position() <= (end - committed) / 8) {
            return RUNS + base64(asRuns.array(), asRuns.position());
        }
        byte[] asBits = bits(committed, done);
        long bitsEnd = committed + bit(end - committed);
        return bitsEnd >= runsEnd
                ? BITS + base64(asBits, asBits.length)
                : RUNS + base64(asRuns.array(), asRuns.position());
    }

    private static void add(List<Run> runs, long begin, long end) {
        int last = runs.size() - 1;
        if (end > begin && last >= 0 && runs.get(last).end == begin) {
            runs.set(last, new Run(runs.get(last).begin, end));
        } else if (end > begin) {
            runs.add(new Run(begin, end));
        }
    }

    private static long putRuns(ByteBuffer bytes, long committed, List<Run> done) {
        long end = committed;
        for (Run run : done) {
            if (bytes.remaining() < 2 * MAX_VARINT_BYTES) {
                return end;
            }
            putVarint(bytes, run.begin - end);
            putVarint(bytes, run.end - run.begin);
            end = run.end;
        }
        return end;
    }

    private static byte[] bits(long committed, List<Run> done) {
        BitSet bits = new BitSet();
        for (Run run : done) {
            bits.set(bit(run.begin - committed), bit(run.end - committed));
        }
        return bits.toByteArray();
    }

    private static int bit(long offset) {
        return (int) Math.min(offset, 8L * MAX_BYTES);
    }

    /**
     * @param committed the offset that was committed with it
     * @param metadata anybody's text, or null
     */
    static DoneBeyond decode(long committed, String metadata) {
        try {
            if (metadata != null && metadata.startsWith(RUNS)) {
                return new DoneBeyond(runs(committed, bytes(metadata)));
            }
            if (metadata != null && metadata.startsWith(BITS)) {
                return new DoneBeyond(bits(committed, BitSet.valueOf(bytes(metadata))));
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // not written here, whatever its mark says
            return NONE;
        }
        return NONE;
    }

    private static List<Run> runs(long committed, ByteBuffer bytes) {
        List<Run> runs = new ArrayList<>();
        long end = committed;
        while (bytes.hasRemaining()) {
            long begin = Math.addExact(end, varint(bytes));
            end = Math.addExact(begin, varint(bytes));
            runs.add(new Run(begin, end));
        }
        return runs;
    }

    private static List<Run> bits(long committed, BitSet bits) {
        List<Run> runs = new ArrayList<>();
        for (int begin = bits.nextSetBit(0); begin >= 0; ) {
            int end = bits.nextClearBit(begin);
            runs.add(new Run(committed + begin, Math.addExact(committed, end)));
            begin = bits.nextSetBit(end);
        }
        return runs;
    }

    private static String base64(byte[] bytes, int length) {
        ByteBuffer text = Base64.getUrlEncoder().withoutPadding().encode(ByteBuffer.wrap(bytes, 0, length));
        return new String(text.array(), 0, text.limit(), US_ASCII);
    }

    private static ByteBuffer bytes(String metadata) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(metadata.substring(RUNS.length())));
    }

    private static void putVarint(ByteBuffer bytes, long number) {
        long rest = number;
        while (rest > 0x7f) {
            bytes.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long varint(ByteBuffer bytes) {
        long number = 0;
        for (int i = 0; i < MAX_VARINT_BYTES && bytes.hasRemaining(); i++) {
            byte next = bytes.get();
            number |= (long) (next & 0x7f) << 7 * i;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("no length of a run");
    }
}
