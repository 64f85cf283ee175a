package io.orderflow.order;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON of an order, read strictly and written in one line. */
public final class OrderJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder(new Utf8JsonFactory())
            .addModule(new SimpleModule("orders")
                    .addDeserializer(Order.class, new OrderDeserializer())
                    .addSerializer(Order.class, new OrderSerializer()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(oneLine())
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(Order.class);

    private OrderJson() {}

    /** The mapper that reads and writes orders, for Camel's Jackson data format. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads one order, with its id.
     *
     * @param json UTF-8, with or without a byte-order mark
     * @throws InvalidOrderException where it is no order
     */
    public static Order read(byte[] json) {
        return read(READER, json, 0, json.length);
    }

    /** The order in one line of UTF-8, with a space after each comma and colon. */
    public static byte[] write(Order order) {
        try {
            return MAPPER.writeValueAsBytes(order);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "The order " + Quotation.quote(order.orderId()) + " can't be written as JSON", e);
        }
    }

    /**
     * Reads the value of a field that stands by itself.
     *
     * @param name of the field, for the reason
     * @throws InvalidOrderException where it is not JSON
     */
    public static JsonNode readField(String name, String json) {
        try (JsonParser parser = MAPPER.getFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
            JsonNode value = MAPPER.readTree(new SpelledNumbers(parser));
            if (value != null && !value.isMissingNode() && parser.nextToken() == null) {
                return value;
            }
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            // refused below, as what is nothing or more than one value
        }
        throw new InvalidOrderException(
                "%s is %s; a value of JSON is wanted".formatted(Quotation.quote(name), Quotation.quote(json)));
    }

    /** The value of a field, as {@link #readField} reads it. */
    public static String writeField(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A field can't be written as JSON", e);
        }
    }

    /** @throws InvalidOrderException where the bytes are not UTF-8, with the first of them that is not */
    public static void requireUtf8(byte[] text) {
        Utf8JsonFactory.requireUtf8(text, 0, text.length, 0);
    }

    static ObjectReader reader() {
        return READER;
    }

    static Order read(ObjectReader reader, byte[] buffer, int offset, int length) {
        try {
            return reader.readValue(buffer, offset, length);
        } catch (JsonProcessingException e) {
            throw new InvalidOrderException(JsonFault.reason(e, buffer, offset, length), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DefaultPrettyPrinter oneLine() {
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEntrySpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator("")
                        .withArrayValueSpacing(Spacing.AFTER))
                .withObjectIndenter(new NopIndenter())
                .withArrayIndenter(new NopIndenter());
    }
}
