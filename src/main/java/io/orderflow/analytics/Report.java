package io.orderflow.analytics;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderflow.order.ForeignJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.kafka.streams.kstream.Windowed;

/** The records of the two topics that anyone may read, as JSON. */
final class Report {

    private static final ObjectMapper JSON = JsonMapper.builder(
                    ForeignJson.factory().build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Report() {}

    /**
     * A total of {@code order-totals}.
     *
     * @param kind {@code all}, {@code item} or {@code user}
     * @param name of the item or the user
     * @param window {@code minute} or {@code hour}
     * @param start of the window, as ISO 8601 in UTC
     */
    record Window(String kind, String name, String window, String start, long orders, long quantity) {

        Window {
            requireNonNull(kind);
            requireNonNull(name);
            Instant.parse(start);
        }
    }

    /**
     * An alert of {@code order-alerts}; what its rule says nothing of is left out.
     *
     * @param rule {@code user-orders} or {@code item-surge}
     * @param minute its begin, as ISO 8601 in UTC
     * @param limit that the orders have passed
     * @param usual quantity of the item in a minute
     */
    record Alert(
            String rule,
            String user,
            String item,
            String minute,
            long orders,
            long quantity,
            Integer limit,
            Double usual) {

        Alert {
            requireNonNull(rule);
            Instant.parse(minute);
        }
    }

    /** What is the same for all totals of one subject and window: the newest of them is what holds. */
    static String key(String window, Windowed<String> subject) {
        Subject of = Subject.of(subject.key());
        return (window + " " + start(subject) + " " + of.kind().word() + " " + of.name()).trim();
    }

    static String total(String window, Windowed<String> subject, Total total) {
        Subject of = Subject.of(subject.key());
        return json(new Window(of.kind().word(), of.name(), window, start(subject), total.orders(), total.quantity()));
    }

    static String start(Windowed<?> subject) {
        return Instant.ofEpochMilli(subject.window().start()).toString();
    }

    static String json(Object report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The report, or null where the bytes are none. */
    static <T> T read(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
