package io.orderflow.board;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderflow.order.ForeignJson;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderRecord;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether a record is of an order: by its bytes first, since only few need to be parsed. */
record WantedOrder(String orderId, String bytes) {

    /** Reads what is no order too. */
    static final ObjectMapper JSON =
            JsonMapper.builder(ForeignJson.factory().build()).build();

    WantedOrder(String orderId) {
        this(orderId, new String(orderId.getBytes(UTF_8), ISO_8859_1));
    }

    boolean is(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value != null && mayHave(value) && orderId.equals(idOf(value));
    }

    /** With a backslash, the id may be spelled otherwise. */
    private boolean mayHave(byte[] value) {
        // each byte as a character: such text Java searches with the processor's own instructions
        String text = new String(value, ISO_8859_1);
        return text.contains(bytes) || text.indexOf('\\') >= 0;
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
