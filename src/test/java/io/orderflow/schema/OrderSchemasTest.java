package io.orderflow.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderflow.RegistryDouble;
import io.orderflow.kafka.RegistryAwayException;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.LibraryWords;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderSchemasTest {

    private static final String JSON =
            "{\"order_id\": \"o-1\", \"user\": \"zoë\", \"item\": \"crêpe 🥞\", \"quantity\": 5, "
                    + "\"price\": 2.590e3, \"zero\": -0.0, \"big\": 123456789012345678901234567890, \"note\": null, "
                    + "\"a\": [1, {\"b\": true}], \"t\": \"\\\"\"}";

    private RegistryDouble registry;
    private OrderSchemas schemas;

    @BeforeEach
    void start() throws Exception {
        registry = new RegistryDouble(0);
        schemas = new OrderSchemas(registry.url(), "", "");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"avro", "protobuf"})
    void an_order_is_read_as_it_was_written_with_all_fields_in_their_order_and_numbers_exact(String format)
            throws Exception {
        byte[] record = schemas.register("orders", format, () -> true).write(JSON.getBytes(UTF_8));

        assertThat(record).startsWith(0, 0, 0, 0, 1);
        assertThat(OrderJson.write(schemas.read(record))).asString(UTF_8).isEqualTo(JSON);
        // another program, which has the id from the record alone
        assertThat(OrderJson.write(new OrderSchemas(registry.url(), "", "").read(record)))
                .asString(UTF_8)
                .isEqualTo(JSON);
    }

    @Test
    void the_bytes_are_those_of_the_formats_themselves() throws Exception {
        Order order = new Order("a", "b", "c", 3);

        assertThat(hex(schemas.register("orders", "avro", () -> true).write(order)))
                .isEqualTo("00" + "00000001" + "0261" + "0262" + "0263" + "06" + "00");
        assertThat(hex(schemas.register("orders", "protobuf", () -> true).write(order)))
                .isEqualTo("00" + "00000002" + "00" + "0a0161" + "120162" + "1a0163" + "2003");
    }

    @Test
    void what_is_no_order_or_has_a_schema_already_is_left_as_it_is() throws Exception {
        OrderSchemas.Writer writer = schemas.register("orders", "avro", () -> true);
        byte[] record = writer.write(new Order("a", "b", "c", 3));

        assertThat(writer.write(record)).isSameAs(record);
        assertThat(writer.write("no order".getBytes(UTF_8))).asString(UTF_8).isEqualTo("no order");
        assertThat(writer.write((byte[]) null)).isNull();
    }

    @Test
    void an_older_schema_lacks_fields_and_a_newer_one_has_more_which_are_kept() throws Exception {
        assertThat(schemas.read(avro(
                        """
                {"name":"order_id","type":"string"}, {"name":"user","type":"string"},
                {"name":"item","type":"string"}, {"name":"quantity","type":"long"}""",
                        "a",
                        "b",
                        "c",
                        3L)))
                .isEqualTo(new Order("a", "b", "c", 3));

        Order newer = schemas.read(avro(
                """
                {"name":"price","type":"double"}, {"name":"note","type":["null","string"],"default":null},
                {"name":"order_id","type":"string"}, {"name":"user","type":"string"},
                {"name":"tags","type":{"type":"array","items":"string"}},
                {"name":"item","type":"string"}, {"name":"quantity","type":"int"}""",
                2.5,
                null,
                "a",
                "b",
                Arrays.asList("x", "y"),
                "c",
                3));
        assertThat(OrderJson.write(newer))
                .asString(UTF_8)
                .isEqualTo(
                        "{\"order_id\": \"a\", \"user\": \"b\", \"item\": \"c\", \"quantity\": 3, \"price\": 2.5, \"note\": null, \"tags\": [\"x\", \"y\"]}");
    }

    @Test
    void a_newer_protobuf_has_fields_with_other_numbers_which_are_skipped() {
        int id = registry.add("PROTOBUF", "message Order { … }");

        assertThat(schemas.read(framed(id, "00" + "0a0161" + "120162" + "1a0163" + "2003" + "320178" + "3805")))
                .isEqualTo(new Order("a", "b", "c", 3));
    }

    @Test
    void a_protobuf_of_a_message_that_is_not_the_first_or_without_an_index_is_read() {
        int id = registry.add("PROTOBUF", "message Order { … }");
        String body = "0a0161" + "120162" + "1a0163" + "2003";

        assertThat(schemas.read(framed(id, "040204" + body))).isEqualTo(new Order("a", "b", "c", 3));
        assertThat(schemas.read(framed(id, body))).isEqualTo(new Order("a", "b", "c", 3));
    }

    @Test
    void a_json_schema_is_read_too() {
        int id = registry.add("JSON", "{}");

        assertThat(schemas.read(framed(id, HexFormat.of().formatHex(JSON.getBytes(UTF_8)))))
                .hasToString("5 x crêpe 🥞 from zoë");
    }

    @Test
    void a_broken_body_is_no_order_whatever_its_bytes_are() throws Exception {
        Random random = new Random(5);
        for (String format : new String[] {"avro", "protobuf"}) {
            byte[] record = schemas.register("orders", format, () -> true).write(JSON.getBytes(UTF_8));
            for (int length = 1; length < record.length; length++) {
                refused(Arrays.copyOf(record, length), format.equals("avro"));
            }
            for (int i = 0; i < 4_000; i++) {
                byte[] damaged = record.clone();
                for (int n = 0; n <= i % 4; n++) {
                    damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
                }
                refused(damaged, false);
            }
        }
    }

    /** Nothing but the one exception comes of it; bytes may be damaged and still be an order. */
    private void refused(byte[] record, boolean always) {
        try {
            schemas.read(record);
            assertThat(always).isFalse();
        } catch (InvalidOrderException e) {
            assertThat(e.getMessage()).isNotBlank();
            // what is quoted are the record's own bytes
            LibraryWords.assertNoneIn(e.getMessage().replaceAll("(?s)\".*\"", ""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            avro     | 02610262                             | it breaks off
            avro     | 03                                   | a length in it can't be
            avro     | feffffff0f                           | a length in it can't be
            avro     | 026102620263 ffffffffffff            | a number in it has no end
            avro     | 026102620263 06 00 00                | more bytes follow the order
            protobuf | 00 0a0561                            | it breaks off
            protobuf | 00 0affffffff0f                      | a length in it can't be
            protobuf | 00 ffffffffffffffffffffffff          | a number in it has no end
            protobuf | 00 07                                | a field in it has the number 0
            protobuf | 00 0f                                | a field in it has a type that Protobuf does not have
            protobuf | 00 0b14                              | a group in it has the end of another one
            protobuf | 00 0a02c328                          | a text in it is not UTF-8
            """)
    void a_damaged_record_has_its_reason_in_words_of_our_own(String format, String body, String fault)
            throws Exception {
        int id = schemas.register("orders", format, () -> true).id();

        assertThatThrownBy(() -> schemas.read(framed(id, body.replace(" ", ""))))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(
                        (format.equals("avro") ? "it is no Avro of its schema: " : "it is no Protobuf of an order: ")
                                + fault);
    }

    @Test
    void a_protobuf_that_nests_too_deep_is_refused_with_a_reason() {
        int id = registry.add("PROTOBUF", "message Order { … }");

        assertThatThrownBy(() -> schemas.read(framed(id, "00" + "0b".repeat(200))))
                .hasMessage("it is no Protobuf of an order: it is nested too deep");
    }

    @Test
    void an_avro_that_chooses_what_its_schema_does_not_have_is_refused_with_a_reason() {
        String[] types = {"[\"null\",\"string\"]", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}"};
        for (String type : types) {
            int id = registry.add(
                    "AVRO",
                    "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"x\",\"type\":%s}]}"
                            .formatted(type));
            for (String choice : new String[] {"04", "01"}) {
                assertThatThrownBy(() -> schemas.read(framed(id, choice)))
                        .hasMessage("it is no Avro of its schema: it chooses what the schema does not have");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "1",
                "[1]",
                "{}",
                "{\"type\":null}",
                "{\"type\":\"record\"}",
                "{\"type\":\"record\",\"name\":\"X\",\"fields\":1}",
                "{\"type\":\"record\",\"name\":\"X\",\"fields\":[null]}",
                "{\"type\":\"record\",\"name\":\"X\",\"fields\":[{\"name\":\"a\",\"type\":\"nothing\"}]}",
                "{\"type\":\"record\",\"name\":\"1 x\",\"fields\":[]}",
                "{\"type\":\"enum\",\"name\":\"X\",\"symbols\":3}"
            })
    void what_is_no_schema_of_avro_is_said_without_the_parsers_words(String text) {
        int id = registry.add("AVRO", text);

        assertThatThrownBy(() -> schemas.read(framed(id, "0261")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("its schema, id %d, is none of an order: it is no schema of Avro", id)
                .hasRootCauseInstanceOf(Exception.class);
    }

    @Test
    void lengths_that_ask_for_gigabytes_are_refused() {
        int avro = registry.add(
                "AVRO",
                "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"user\",\"type\":\"string\"}]}");
        int proto = registry.add("PROTOBUF", "message Order { … }");

        assertThatThrownBy(() -> schemas.read(framed(avro, "feffffff0f"))).isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> schemas.read(framed(proto, "000affffffff07")))
                .isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> schemas.read(framed(proto, "feffffff0f"))).isInstanceOf(InvalidOrderException.class);
    }

    @Test
    void an_id_that_is_unknown_is_no_order_and_is_not_asked_for_each_time() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> schemas.read(framed(77, "00")))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage("its schema has the id 77, which the registry at %s does not know", registry.url());
        }
        assertThat(registry.questions()).isLessThan(10);
    }

    @Test
    void a_schema_that_is_none_of_an_order_is_told_with_its_id() {
        int text = registry.add("AVRO", "\"string\"");
        int none = registry.add("AVRO", "{");
        int without = registry.add(
                "AVRO", "{\"type\":\"record\",\"name\":\"X\",\"fields\":[{\"name\":\"user\",\"type\":\"int\"}]}");

        assertThatThrownBy(() -> schemas.read(framed(text, "0261")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("its schema, id 1, is none of an order: it is of a string, not of a record");
        assertThatThrownBy(() -> schemas.read(framed(none, "0261"))).isInstanceOf(InvalidOrderException.class);
        assertThatThrownBy(() -> schemas.read(framed(without, "02")))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage("user is no text in its schema");
    }

    @Test
    void schemas_are_asked_for_once_each() throws Exception {
        byte[] record = schemas.register("orders", "avro", () -> true).write(JSON.getBytes(UTF_8));
        OrderSchemas other = new OrderSchemas(registry.url(), "", "");
        for (int i = 0; i < 10; i++) {
            other.read(record);
            schemas.read(record);
        }
        assertThat(registry.questions()).isEqualTo(1);
    }

    @Test
    void a_registry_that_is_away_is_to_be_waited_for() throws Exception {
        registry.answerWith(503);
        assertThatThrownBy(() -> schemas.read(framed(1, "00")))
                .isInstanceOf(RegistryAwayException.class)
                .hasMessage("The schema registry at %s answers with status 503", registry.url());

        CompletableFuture<OrderSchemas.Writer> writer = CompletableFuture.supplyAsync(() -> register("avro"));
        assertThat(writer).isNotDone();
        registry.answerWith(200);
        assertThat(writer.get().id()).isEqualTo(1);
        // the id that was asked for is there now
        await().ignoreExceptions().until(() -> schemas.read(writer.get().write(new Order("a", "b", "c", 3))) != null);
        registry.close();
        assertThatThrownBy(() -> new OrderSchemas(registry.url(), "", "").read(framed(1, "00")))
                .isInstanceOf(RegistryAwayException.class);
    }

    @Test
    void what_is_not_compatible_or_refused_stops_with_a_sentence() {
        registry.refuseAsIncompatible();
        assertThatThrownBy(() -> register("protobuf"))
                .isInstanceOf(SchemaException.class)
                .hasMessage(
                        "The PROTOBUF schema of the orders is not compatible with the latest one of orders-value at %s, so nothing is sent: [\"quantity was a string\"]",
                        registry.url());
        registry.answerWith(401);
        assertThatThrownBy(() -> register("avro"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("refuses with status 401");
    }

    private OrderSchemas.Writer register(String format) {
        try {
            return schemas.register("orders", format, () -> true);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] avro(String fields, Object... values) throws Exception {
        String text = "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[%s]}".formatted(fields);
        Schema schema = new Schema.Parser().parse(text);
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return framed(registry.add("AVRO", text), hex(bytes.toByteArray()));
    }

    private static byte[] framed(int id, String hex) {
        byte[] body = HexFormat.of().parseHex(hex);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
