package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which orders a file has, and what is reported of its other records, in each shape. */
class OrderFileTest {

    private static final int MAX_REQUEST_SIZE = 10_000;

    @TempDir
    Path inbox;

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Message> orders = new ArrayList<>();
    private final List<Message> letters = new ArrayList<>();

    private OrderFile walk(String name, byte[] content) throws Exception {
        Path path = Files.write(inbox.resolve(name), content);
        OrderFile file = orderFile(path, new Refusals(inbox.resolve("errors")));
        orders.clear();
        letters.clear();
        file.forEach(
                message -> (message.getHeader(KafkaConstants.OVERRIDE_TOPIC) == null ? orders : letters).add(message));
        assertThat(file.orders()).isEqualTo(orders.size());
        return file;
    }

    private OrderFile orderFile(Path path, Refusals refusals) {
        FileReport report = new InboxFiles(inbox, "json", meters).report(path.toFile());
        return new OrderFile(exchange, path, "dead", MAX_REQUEST_SIZE, refusals, report);
    }

    private OrderFile walk(String name, String content) throws Exception {
        return walk(name, content.getBytes(UTF_8));
    }

    private List<String> refusals() throws Exception {
        return Files.exists(inbox.resolve("errors")) ? Files.readAllLines(inbox.resolve("errors")) : List.of();
    }

    private List<Order> read() {
        return orders.stream()
                .map(message -> OrderJson.read((byte[]) message.getBody()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r\n\r\n  \n"})
    void every_shape_has_the_same_orders(String end) throws Exception {
        String one = "{\"order_id\":\"1\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        String two = "{\"order_id\":\"2\",\"user\":\"b\",\"item\":\"y, \\\"z\\\"\",\"quantity\":2}";
        List<Order> expected = List.of(new Order("1", "a", "x", 1), new Order("2", "b", "y, \"z\"", 2));
        for (String content : List.of(
                one + "\n" + two,
                one + two,
                "\uFEFF" + one + "\r\n\r\n" + two,
                one.replace(",", ",\n  ") + "\n" + two.replace("{", "{\n  "),
                "[" + one + "," + two + "]",
                "[\n  " + one + ",\n  " + two + "\n]",
                "quantity,user,order_id,item\n1,a,1,x\n2,b,2,\"y, \"\"z\"\"\"",
                "\uFEFFuser, item, quantity, order_id\r\na,x,1,1\r\nb,\"y, \"\"z\"\"\",2,2")) {
            for (byte[] bytes : List.of((content + end).getBytes(UTF_8), packed((content + end).getBytes(UTF_8)))) {
                walk("orders", bytes);

                assertThat(read()).as(content).isEqualTo(expected);
                assertThat(refusals()).isEmpty();
            }
        }
    }

    @Test
    void an_order_goes_byte_for_byte_as_it_stands_in_the_file_under_its_users_key() throws Exception {
        String json =
                "{ \"order_id\" : \"1\",\t\"user\":\"zo\\u00eb\", \"item\":\"x\", \"quantity\":1, \"price\":1.10 }";
        walk("one.json", "  " + json + "\n");

        assertThat(orders).singleElement().satisfies(message -> {
            assertThat(message.getBody()).isEqualTo(json.getBytes(UTF_8));
            assertThat(message.getHeader(KafkaConstants.KEY)).isEqualTo("zoë".getBytes(UTF_8));
        });
    }

    @Test
    void an_order_without_an_id_gets_the_same_one_each_time_and_another_elsewhere() throws Exception {
        String json = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("a.ndjson", json + "\n" + json);
        List<Order> first = read();
        walk("a.ndjson", "\n" + json + "\n\n" + json + "\n");
        List<Order> again = read();
        walk("b.ndjson", json + "\n" + json);

        assertThat(again).isEqualTo(first).doesNotHaveDuplicates();
        assertThat(read()).doesNotContainAnyElementsOf(first);
        assertThat(text(orders.get(0)))
                .isEqualTo("{\"order_id\": \"" + read().get(0).orderId() + "\", " + json.substring(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"user":"a","item":"x","quantity":"1"} | quantity is the text "1"; a whole number from 1 to 1,000,000 is wanted
            {"user":"a","item":"x"}                | quantity is missing; a whole number from 1 to 1,000,000 is wanted
            {"user":"a","item":"x","quantity":1    | the JSON ends too early, at column 37
            {"user":"a,"item":"x","quantity":1}    | not JSON at column 13: Unexpected character ('i' (code 105)): was expecting comma to separate Object entries
            oops                                   | not JSON at column 1: Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
            42                                     | this is 42; an order is a JSON object, like {"user": …}
            """)
    void a_bad_line_between_good_ones_costs_only_itself(String bad, String reason) throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("lines.ndjson", good + "\n" + bad + "\n" + good + "\n");

        assertThat(orders)
                .extracting(Message::getBody)
                .containsOnly(good.getBytes(UTF_8))
                .hasSize(2);
        assertThat(letters).extracting(OrderFileTest::text).containsExactly(bad);
        assertThat(refusals()).hasSize(1).allMatch(line -> line.startsWith("line 2: " + reason.substring(0, 20)));
    }

    @Test
    void a_wrong_element_of_an_array_costs_only_itself() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("array.json", "[" + good + ", 42, {\"user\":null}, [], \"x\"," + good + "]");

        assertThat(orders).hasSize(2);
        assertThat(letters).extracting(OrderFileTest::text).containsExactly("42", "{\"user\":null}", "[]", "\"x\"");
        assertThat(refusals())
                .extracting(line -> line.substring(0, 8))
                .containsExactly("index 1:", "index 2:", "index 3:", "index 4:");
    }

    @Test
    void of_an_array_that_breaks_off_what_came_before_is_kept_and_the_reason_says_where() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("array.json", "[" + good + "," + good + ",{\"user\":\"b\",");

        assertThat(orders).hasSize(2);
        assertThat(refusals())
                .containsExactly(
                        "index 2: the array breaks off in this record, which has no end; what should follow is missing");
    }

    @Test
    void a_wrong_row_of_csv_costs_only_itself_and_keeps_its_own_bytes() throws Exception {
        walk(
                "rows.csv",
                "user,item,quantity,note\n"
                        + "a,x,1,fine\n"
                        + "a,x,one,\n"
                        + "a,x\n"
                        + "a,\"x,2,\n"
                        + "\n"
                        + "a,\"x\ny\",3,\"two\nlines\"\n");

        assertThat(read()).extracting(Order::quantity).containsExactly(1, 3);
        assertThat(read().get(1).item()).isEqualTo("x\ny");
        assertThat(read().get(0).other().get("note").textValue()).isEqualTo("fine");
        assertThat(letters).extracting(OrderFileTest::text).containsExactly("a,x,one,", "a,x", "a,\"x,2,");
        assertThat(refusals())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "line 3: quantity is the text \"one\"; a whole number from 1 to 1,000,000 is wanted"),
                        line -> assertThat(line)
                                .isEqualTo("line 4: it has 2 cells; one for each of the 4 columns is wanted"),
                        line -> assertThat(line).startsWith("line 5: it "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user|item|quantity\na|x|1\n",
                "User,Item,Quantity\na,x,1\n",
                "user,item,quantity\ra,x,1\r",
                "user,\"item,quantity\na,x,1\n",
                "\nuser,item,quantity\na,x,1\n"
            })
    void a_csv_file_whose_header_is_not_the_one_is_refused_with_the_one_that_is_wanted(String content)
            throws Exception {
        walk("rows.csv", content);

        assertThat(orders).isEmpty();
        assertThat(refusals())
                .singleElement()
                .asString()
                .startsWith(
                        "line 1: the file can't be read: its first line is no header; user,item,quantity is wanted");
    }

    @Test
    void a_damaged_gzip_keeps_what_came_before_and_says_that_the_rest_is_missing() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            lines.append("{\"user\":\"u%d\",\"item\":\"x\",\"quantity\":%d}\n".formatted(i * 7919 % 1000, 1 + i));
        }
        byte[] packed = packed(lines.toString().getBytes(UTF_8));
        walk("lines.ndjson.gz", Arrays.copyOf(packed, packed.length / 2));

        assertThat(orders.size()).isBetween(1_000, 49_000);
        assertThat(refusals())
                .singleElement()
                .asString()
                .startsWith("line ")
                .contains("from here on the rest can't be read: its compressed data breaks off");
    }

    /** Every place where a packed file may be cut: what stands whole before it is delivered, and nothing half. */
    @ParameterizedTest
    @ValueSource(strings = {"lines.ndjson.gz", "array.json.gz", "rows.csv.gz"})
    void of_a_gzip_that_is_cut_short_all_that_can_be_read_is_delivered(String name) throws Exception {
        StringBuilder text = new StringBuilder(
                name.startsWith("rows") ? "user,item,quantity\n" : name.startsWith("array") ? "[" : "");
        for (int i = 0; i < 500; i++) {
            String json = (name.startsWith("array") && i > 0 ? "," : "")
                    + "{\"user\":\"u%d\",\"item\":\"x\",\"quantity\":%d}\n";
            text.append((name.startsWith("rows") ? "u%d,x,%d\n" : json).formatted(i * 7919 % 1000, 1000 + i));
        }
        byte[] packed = packed((text + (name.startsWith("array") ? "]" : "")).getBytes(UTF_8));
        for (int cut = 1; cut < packed.length - 400; cut += 97) {
            byte[] part = Arrays.copyOf(packed, packed.length - cut);
            String readable = readable(part);
            walk(name, part);

            assertThat(read())
                    .hasSize((int) readable.chars()
                                    .filter(c -> c == (name.startsWith("rows") ? '\n' : '}'))
                                    .count()
                            - (name.startsWith("rows") && !readable.isEmpty() ? 1 : 0))
                    .allMatch(order -> order.quantity() >= 1000);
            assertThat(letters).isEmpty();
            assertThat(refusals())
                    .singleElement()
                    .asString()
                    .contains("the rest can't be read: its compressed data breaks off");
        }
    }

    @Test
    void every_member_of_a_gzip_is_read_and_what_follows_the_last_refused_unless_padding() throws Exception {
        byte[] one = packed("{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8));
        byte[] two = packed("{\"user\":\"a\",\"item\":\"x\",\"quantity\":2}\n".getBytes(UTF_8));
        for (byte[] end : List.of(new byte[0], new byte[1], new byte[100_000])) {
            walk("x.ndjson.gz", joined(one, two, end));
            assertThat(read()).extracting(Order::quantity).containsExactly(1, 2);
            assertThat(refusals()).isEmpty();
        }
        for (byte[] end : List.of(
                "{\"user\":\"a\",\"item\":\"x\",\"quantity\":3}\n".getBytes(UTF_8),
                joined(new byte[512], "x".getBytes(UTF_8)),
                Arrays.copyOf(one, 5),
                new byte[] {0x1F},
                new byte[] {0x1F, (byte) 0x8B, 7})) {
            walk("x.ndjson.gz", joined(one, two, end));
            assertThat(read()).extracting(Order::quantity).containsExactly(1, 2);
            assertThat(refusals())
                    .singleElement()
                    .asString()
                    .startsWith("line 3: from here on the rest can't be read: ");
        }
    }

    @Test
    void a_gzip_whose_checksum_is_wrong_is_told() throws Exception {
        byte[] packed = packed("{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8));
        packed[packed.length - 8] ^= 1;
        walk("x.ndjson.gz", packed);

        assertThat(orders).hasSize(1);
        assertThat(refusals()).singleElement().asString().contains("its compressed data is damaged");
    }

    static Stream<Arguments> a_file_of_another_kind_is_refused_once_with_what_it_is() throws Exception {
        String lines = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".repeat(200);
        String rows = "user,item,quantity\n" + "a,x,1\n".repeat(200);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("x"));
            out.write(lines.getBytes(UTF_8));
        }
        List<Arguments> kinds =
                new ArrayList<>(List.of(arguments(zip.toByteArray(), "a zip archive or a spreadsheet")));
        for (String text : List.of(lines, rows, "[" + lines.strip().replace("\n", ",") + "]")) {
            for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM")) {
                kinds.add(arguments(text.getBytes(charset), "text in UTF-16; save it as UTF-8"));
            }
            for (String charset : List.of("UTF-32LE", "UTF-32BE", "X-UTF-32LE-BOM", "X-UTF-32BE-BOM")) {
                kinds.add(arguments(text.getBytes(charset), "text in UTF-32; save it as UTF-8"));
            }
        }
        kinds.add(arguments(HexFormat.of().parseHex("28B52FFD0458"), "packed by zstd; unpack it"));
        kinds.add(arguments(HexFormat.of().parseHex("FD377A585A0000"), "packed by xz; unpack it"));
        kinds.add(arguments("BZh91AY&SY".getBytes(UTF_8), "packed by bzip2; unpack it"));
        kinds.add(arguments("<?xml version='1.0'?>\n".repeat(200).getBytes(UTF_8), "XML or HTML"));
        return kinds.stream();
    }

    @ParameterizedTest
    @MethodSource
    void a_file_of_another_kind_is_refused_once_with_what_it_is(byte[] content, String kind) throws Exception {
        for (byte[] file : List.of(content, packed(content))) {
            for (String name : List.of("orders.json", "orders.csv")) {
                walk(name, file);

                assertThat(orders).isEmpty();
                assertThat(letters).isEmpty();
                assertThat(refusals())
                        .singleElement()
                        .asString()
                        .startsWith("line 1: the file can't be read: it is " + kind);
            }
        }
    }

    @Test
    void a_file_that_is_packed_twice_is_refused_once_with_what_to_do() throws Exception {
        walk("orders.ndjson.gz", packed(packed("{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8))));

        assertThat(orders).isEmpty();
        assertThat(refusals())
                .containsExactly("line 1: the file can't be read: it is packed by gzip twice; unpack it once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user;item;quantity\na;x;1\nb;\"y;z\";2\n",
                "user\titem\tquantity\na\tx\t1\nb\ty;z\t2\n",
                "sep=;\nuser;item;quantity\na;x;1\nb;\"y;z\";2\n",
                "\uFEFFsep=|\r\nuser|item|quantity\r\na|x|1\r\nb|y;z|2\r\n",
                "\"sep=,\"\nuser,item,quantity\na,x,1\nb,y;z,2\n",
                "user, item, quantity\na , x, 1 \n b,\"y;z\" ,2\n",
                "quantity , user,item\n 1 , a , x \n 2, b, \"y;z\"\n",
                "user,item,quantity\na\u00a0,x,\u00a01\nb,y;z,\"\u202f2\u2007\"\n",
                "user,item,quantity,,\na,x,1,,\n,,,,\n\n,,\nb,y;z,2\n,,,,\n",
                "user,item,quantity\n\uFEFFa,x,1\n\uFEFFb,y;z,2\n",
                "user,item,quantity\na,x,1\n\uFEFFuser,item,quantity\nb,y;z,2\n",
                "user,item,quantity\na,x,1\nb,y;z,2\n\u001A",
                "user;item;quantity;note\na;x;1;\nb;\"y;z\";2;\n",
            })
    void csv_is_taken_as_spreadsheets_write_it(String content) throws Exception {
        walk("rows.csv", content);

        assertThat(refusals()).isEmpty();
        assertThat(read())
                .extracting(Order::user, Order::item, Order::quantity)
                .containsExactly(tuple("a", "x", 1), tuple("b", "y;z", 2));
    }

    @Test
    void columns_that_are_empty_are_cells_of_their_own_between_tabs() throws Exception {
        walk("rows.csv", "note\tuser\titem\tquantity\tplace\n\ta\tx\t1\t\nn\tb\ty\t2\tp\n\t\t\t\t\n");

        assertThat(refusals()).isEmpty();
        assertThat(read()).extracting(Order::user).containsExactly("a", "b");
    }

    @Test
    void a_sequence_of_records_with_separators_and_an_end_mark_of_old_is_read() throws Exception {
        String one = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("a.json", ("\u001E" + one + "\n").repeat(3) + "\u001E" + one + "\u001E" + one + "\n\u001A\u001A");
        assertThat(orders).hasSize(5);
        assertThat(refusals()).isEmpty();

        walk("a.json", "\u001E" + one + "\n\u001E{\"user\":\"a\n\u001E" + one + "\n\u001E{\"a\":{\u001E" + one + "\n");
        assertThat(orders).hasSize(3);
        assertThat(refusals()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines.ndjson", "rows.csv"})
    void nulls_in_place_of_text_are_one_refusal(String name) throws Exception {
        boolean rows = name.equals("rows.csv");
        String order = rows ? "a,x,1\n" : "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n";
        for (int nulls : new int[] {1, 500, 200_000}) {
            walk(name, (rows ? "user,item,quantity\n" : "") + order + order + "\0".repeat(nulls) + "\n" + order);
            assertThat(orders).hasSize(3);
            assertThat(refusals())
                    .singleElement()
                    .asString()
                    .contains(nulls > 10_000 ? "it has 200,000 bytes" : "NUL bytes stand here in place of text");
        }
    }

    @Test
    void what_is_too_large_for_kafka_is_refused_with_its_size_and_the_limit() throws Exception {
        String good = "{\"order_id\":\"g\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        String large = "{\"order_id\":\"l\",\"user\":\"a\",\"item\":\"x\",\"quantity\":1,\"note\":\""
                + "n".repeat(500_000) + "\"}";
        walk("large.ndjson", good + "\n" + large + "\n" + good);

        assertThat(orders).hasSize(2);
        assertThat(letters).isEmpty();
        assertThat(refusals())
                .containsExactly(
                        "line 2: it has %,d bytes; Kafka takes at most 7,952 of one order (max.request.size less what a record adds)"
                                .formatted(large.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n", "\uFEFF"})
    void a_file_with_nothing_in_it_is_refused(String content) throws Exception {
        walk("empty.json", content);

        assertThat(refusals())
                .singleElement()
                .asString()
                .endsWith(": the file is empty; an order as a JSON object is wanted");
    }

    @Test
    void an_array_without_an_order_is_taken() throws Exception {
        walk("none.json", "[ ]");

        assertThat(refusals()).isEmpty();
    }

    @Test
    void a_disk_that_does_not_take_the_refusals_holds_up_no_order_and_has_them_later() throws Exception {
        Path obstacle = Files.createFile(inbox.resolve("failed"));
        Path path =
                Files.writeString(inbox.resolve("a.ndjson"), "x\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\ny\n");
        Refusals refusals = new Refusals(obstacle.resolve("errors"));
        OrderFile file = orderFile(path, refusals);

        assertThat(file).hasSize(3);
        assertThatThrownBy(file::completeRefusals).isInstanceOf(IOException.class);
        Files.delete(obstacle);
        file.completeRefusals();

        assertThat(refusals.count()).isEqualTo(2);
        assertThat(Files.readAllLines(obstacle.resolve("errors"))).hasSize(2);
    }

    /** Between the look at a file and its reading someone may have put a link in its place. */
    @Test
    void a_link_is_not_followed() throws Exception {
        Path secret = Files.writeString(
                inbox.resolve("secret"), "password\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n");
        Path link = Files.createSymbolicLink(inbox.resolve("a.json"), secret);
        OrderFile file = orderFile(link, new Refusals(inbox.resolve("errors")));

        assertThat(file).isEmpty();
        assertThat(file.isUnchanged()).isFalse();
        assertThat(refusals()).isEmpty();
    }

    @Test
    void a_link_in_the_place_of_the_refusals_is_not_written_through() throws Exception {
        Path other = Files.writeString(inbox.resolve("other"), "keep");
        Files.createSymbolicLink(inbox.resolve("errors"), other);
        OrderFile file =
                orderFile(Files.writeString(inbox.resolve("a.json"), "x\n"), new Refusals(inbox.resolve("errors")));

        assertThat(file).hasSize(1);
        assertThatThrownBy(file::completeRefusals).isInstanceOf(IOException.class);
        assertThat(other).hasContent("keep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrinks", "grows", "is another", "is gone"})
    void a_file_that_changes_while_it_is_read_is_known_to_be_another_and_does_no_harm(String change) throws Exception {
        byte[] line = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8);
        Path path = inbox.resolve("a.json");
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int i = 0; i < 20_000; i++) {
                out.write(line);
            }
        }
        OrderFile file = orderFile(path, new Refusals(inbox.resolve("errors")));
        Iterator<Message> walk = file.iterator();
        walk.next();
        switch (change) {
            case "shrinks" ->
                Files.newByteChannel(path, WRITE).truncate(200_000).close();
            case "grows" -> Files.write(path, line, APPEND);
            case "is another" -> Files.move(Files.write(inbox.resolve("b"), line), path, REPLACE_EXISTING);
            default -> Files.delete(path);
        }
        walk.forEachRemaining(message -> {});

        if (change.equals("is gone")) {
            assertThat(file.orders()).isEqualTo(20_000);
        } else {
            assertThat(file.isUnchanged()).isFalse();
        }
    }

    /** The program stops: what was not read is no fault of the file, which must not end in failed/ for it. */
    @Test
    void an_interrupted_walk_fails_and_refuses_nothing() throws Exception {
        Path path = Files.writeString(
                inbox.resolve("a.json"), "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".repeat(9));
        OrderFile file = orderFile(path, new Refusals(inbox.resolve("errors")));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> file.iterator().hasNext()).isInstanceOf(UncheckedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file.refusals().count()).isZero();
        assertThat(file).hasSize(9);
    }

    @Test
    void a_walk_ends_early_where_a_delivery_failed_and_the_next_begins_anew() throws Exception {
        Path path = Files.writeString(
                inbox.resolve("a.ndjson"), "x\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".repeat(3));
        OrderFile file = orderFile(path, new Refusals(inbox.resolve("errors")));
        var walk = file.iterator();
        walk.next();
        exchange.setException(new IllegalStateException("broker away"));
        assertThat(walk.hasNext()).isFalse();
        exchange.setException(null);

        assertThat(file).hasSize(6);
        assertThat(file.orders()).isEqualTo(3);
        assertThat(file.refusals().count()).isEqualTo(3);
    }

    private static String text(Message message) {
        return new String((byte[]) message.getBody(), UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** What can be unpacked of a part of a gzip. */
    private static String readable(byte[] part) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(part, 10, part.length - 10);
        byte[] text = new byte[1 << 20];
        int length = inflater.inflate(text);
        inflater.end();
        return new String(text, 0, length, UTF_8);
    }

    private static byte[] packed(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
