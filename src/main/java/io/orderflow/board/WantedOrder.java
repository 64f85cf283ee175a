package io.orderflow.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderRecord;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells whether a record is of an order: by its bytes first, since only few are worth to be parsed. */
record WantedOrder(String orderId, byte[] bytes) {

    /** Reads what is no order too. */
    static final ObjectMapper JSON = new ObjectMapper();

    WantedOrder(String orderId) {
        this(orderId, orderId.getBytes(UTF_8));
    }

    boolean is(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value != null && mayHave(value) && orderId.equals(idOf(value));
    }

    /** With a backslash, the id may be spelled otherwise. */
    private boolean mayHave(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\\') {
                return true;
            }
            if (value[i] == bytes[0] && startsAt(value, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsAt(byte[] value, int at) {
        if (at + bytes.length > value.length) {
            return false;
        }
        for (int i = 1; i < bytes.length; i++) {
            if (value[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Null where there is none, or the record is no JSON. */
    static String idOf(byte[] value) {
        try {
            JsonNode json = value == null ? null : JSON.readTree(OrderRecord.json(value));
            return json == null || !json.path("order_id").isTextual()
                    ? null
                    : json.path("order_id").asText();
        } catch (IOException | InvalidOrderException e) {
            return null;
        }
    }
}
