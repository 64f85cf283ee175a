package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.DeadLetterHeaders;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * The records of one file as messages for Kafka: each order for the orders topic under its user's key, byte for byte as
 * it stands in the file, and each record that is no order for the dead letters. Every walk reads the file anew, in one
 * pass and in constant memory.
 */
public final class OrderFile implements Iterable<Message>, Closeable {

    /** What Kafka may add to a record beside its key and value: headers, lengths, checksums. */
    private static final int RECORD_OVERHEAD = 2048;

    private final Exchange exchange;
    private final Path path;
    private final String deadLetterTopic;
    private final int maxRequestSize;
    private final Refusals refusals;
    private RecordReader reader;
    private long orders;

    OrderFile(Exchange exchange, Path path, String deadLetterTopic, int maxRequestSize, Refusals refusals) {
        this.exchange = exchange;
        this.path = path;
        this.deadLetterTopic = deadLetterTopic;
        this.maxRequestSize = maxRequestSize;
        this.refusals = refusals;
    }

    /** The file's name without its folder. */
    public String name() {
        return path.getFileName().toString();
    }

    Path path() {
        return path;
    }

    /** How many orders the last walk gave. */
    public long orders() {
        return orders;
    }

    /** The records that the last walk refused. */
    Refusals refusals() {
        return refusals;
    }

    /** @throws UncheckedIOException from here, or from the iterator's steps, where the file can't be read */
    @Override
    public Iterator<Message> iterator() {
        try {
            close();
            refusals.restart();
            orders = 0;
            reader = new RecordReader(Files.newInputStream(path), maxRequestSize);
            return new Messages();
        } catch (IOException e) {
            throw new UncheckedIOException("The order file " + path + " can't be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        refusals.close();
        if (reader != null) {
            reader.close();
        }
    }

    private final class Messages implements Iterator<Message> {

        private Message next;

        /** Ends early where a delivery has failed: the file stays, so there is no use in sending the rest of it. */
        @Override
        public boolean hasNext() {
            while (next == null && !exchange.isFailed()) {
                try {
                    RawRecord record = reader.next();
                    if (record == null) {
                        close();
                        return false;
                    }
                    next = message(record);
                } catch (IOException e) {
                    throw new UncheckedIOException("The order file " + path + " can't be read", e);
                }
            }
            return next != null;
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Message message = next;
            next = null;
            return message;
        }
    }

    private Message message(RawRecord record) throws IOException {
        try {
            if (record.size() + RECORD_OVERHEAD > maxRequestSize) {
                throw new InvalidOrderException(tooLarge(record.size()));
            }
            if (record.problem() != null) {
                throw new InvalidOrderException(record.problem());
            }
            Message message = orderMessage(record);
            orders++;
            return message;
        } catch (InvalidOrderException e) {
            return refusalMessage(record, e.getMessage());
        }
    }

    private Message orderMessage(RawRecord record) {
        String[] derived = new String[1];
        Order order =
                OrderJson.read(record.buffer(), record.offset(), record.length(), () -> derived[0] = derivedId(record));
        byte[] json = derived[0] == null ? record.bytes() : withId(derived[0], record);
        byte[] key = order.user().getBytes(UTF_8);
        int size = json.length + key.length + RECORD_OVERHEAD;
        if (size > maxRequestSize) {
            throw new InvalidOrderException(tooLarge(json.length));
        }
        Message message = new DefaultMessage(exchange.getContext());
        message.setBody(json);
        message.setHeader(KafkaConstants.KEY, key);
        return message;
    }

    /** Null where the record is too large for Kafka: then the file of refusals alone tells of it. */
    private Message refusalMessage(RawRecord record, String reason) throws IOException {
        boolean fits = record.length() + RECORD_OVERHEAD <= maxRequestSize && record.length() > 0;
        refusals.add(record.place(), reason);
        if (!fits) {
            return null;
        }
        Message message = new DefaultMessage(exchange.getContext());
        message.setBody(record.bytes());
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, deadLetterTopic);
        message.setHeader(DeadLetterHeaders.REASON, reason.getBytes(UTF_8));
        message.setHeader(
                DeadLetterHeaders.EXCEPTION,
                InvalidOrderException.class.getName().getBytes(UTF_8));
        message.setHeader(DeadLetterHeaders.FILE, name().getBytes(UTF_8));
        message.setHeader(DeadLetterHeaders.PLACE, record.place().getBytes(UTF_8));
        return message;
    }

    private String tooLarge(long bytes) {
        return "it has %,d bytes; Kafka takes at most %,d of one order (max.request.size less what a record adds)"
                .formatted(bytes, maxRequestSize - RECORD_OVERHEAD);
    }

    /** The same file read again gives the same ids: they come from its name, the record's place and its content. */
    private String derivedId(RawRecord record) {
        byte[] place = (name() + '\n' + record.index() + '\n').getBytes(UTF_8);
        byte[] source = new byte[place.length + record.length()];
        System.arraycopy(place, 0, source, 0, place.length);
        System.arraycopy(record.buffer(), record.offset(), source, place.length, record.length());
        return UUID.nameUUIDFromBytes(source).toString();
    }

    /** The record's own bytes, with the id as the first field behind the opening brace. */
    private static byte[] withId(String id, RawRecord record) {
        byte[] field = ("\"order_id\": \"" + id + "\", ").getBytes(UTF_8);
        byte[] json = new byte[record.length() + field.length];
        json[0] = '{';
        System.arraycopy(field, 0, json, 1, field.length);
        System.arraycopy(record.buffer(), record.offset() + 1, json, 1 + field.length, record.length() - 1);
        return json;
    }
}
