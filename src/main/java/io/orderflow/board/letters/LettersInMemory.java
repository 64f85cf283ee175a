package io.orderflow.board.letters;

import io.orderflow.kafka.KeptRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Letters that are read one after the other until there is no room for more: each may have a megabyte. */
public final class LettersInMemory implements Predicate<ConsumerRecord<byte[], byte[]>> {

    /** In bytes. */
    private static final long ROOM = 4L * 1024 * 1024;

    private final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    private long bytes;

    /** @return whether there is room for another one */
    @Override
    public boolean test(ConsumerRecord<byte[], byte[]> letter) {
        letters.add(letter);
        bytes += KeptRecord.bytes(letter);
        return bytes < ROOM;
    }

    public List<ConsumerRecord<byte[], byte[]>> all() {
        return letters;
    }
}
