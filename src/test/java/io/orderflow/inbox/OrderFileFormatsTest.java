package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.orderflow.order.Order;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV as spreadsheets write it, packed files, files of other kinds: what is read of them, and what is said. */
class OrderFileFormatsTest extends WalkedFile {

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

    static Stream<Arguments> a_csv_file_whose_header_is_not_the_one_is_refused_with_what_stands_there() {
        return Stream.of(
                arguments("user|item|quantity\na|x|1\n", "\"user|item|quantity\""),
                arguments("User,Item,Quantity\na,x,1\n", "\"User,Item,Quantity\""),
                arguments("\uFEFFUser;Item;Quantity\r\na;x;1\r\n", "\"User;Item;Quantity\""),
                arguments("\r\n,,\nUser;Item\na;x\n", "\"User;Item\""),
                arguments("sep=|\nUser|Item\na|x\n", "\"User|Item\""),
                arguments("a,x,1\n", "\"a,x,1\""),
                arguments("user,item,quantity\ra,x,1\r", "\"user,item,quantity\\u000da,x,1\""),
                arguments("user,\"item,quantity\na,x,1\n", "\"user,\"item,quantity\""),
                arguments("n".repeat(61) + "\n", "\"" + "n".repeat(60) + "…\""),
                arguments("\n,,\n\n", "nothing"),
                arguments("sep=;", "nothing"));
    }

    @ParameterizedTest
    @MethodSource
    void a_csv_file_whose_header_is_not_the_one_is_refused_with_what_stands_there(String content, String found)
            throws Exception {
        walk("rows.csv", content);

        assertThat(orders).isEmpty();
        assertThat(refusals())
                .containsExactly("line 1: the file can't be read: " + found
                        + " stands where the header is wanted: user,item,quantity, separated by commas, semicolons or"
                        + " tabs, with order_id and others where you like, and each line ended by a line feed");
    }

    /** Its columns would be carried along with the wrong names. */
    @Test
    void a_csv_file_whose_header_is_not_utf_8_is_refused_with_the_byte() throws Exception {
        walk("rows.csv", "user,größe,item,quantity\na,xl,x,1\n".getBytes(ISO_8859_1));

        assertThat(orders).isEmpty();
        assertThat(refusals())
                .containsExactly("line 1: the file can't be read: in its header byte 8 is 0xF6,"
                        + " which is not UTF-8; text in UTF-8 is wanted");

        walk("rows.csv", "\uFEFFuser,größe,item,quantity\na,xl,x,1\n");
        assertThat(read().get(0).other()).containsKey("größe");
    }

    @Test
    void a_row_behind_empty_ones_and_a_header_has_its_line() throws Exception {
        walk("rows.csv", "\r\n,,\nsep=;\n;;\nuser;item;quantity;;\na;x;1;;\na;x;one\nuser;item;quantity;;\n");

        assertThat(orders).hasSize(1);
        assertThat(refusals())
                .containsExactly("line 7: quantity is the text \"one\"; a whole number from 1 to 1,000,000 is wanted");
    }

    @Test
    void a_gzip_that_is_packed_in_another_way_is_no_joined_file() throws Exception {
        byte[] packed = packed("{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8));
        packed[2] = 9;

        walk("a.json.gz", packed);
        assertThat(refusals())
                .containsExactly(
                        "line 1: from here on the rest can't be read: it is packed in a way that gzip has not");
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
        Map.of(
                        "28B52FFD0458", "packed by zstd; unpack it",
                        "FD377A585A0000", "packed by xz; unpack it",
                        "04224D186440", "packed by lz4; unpack it",
                        "4C5A495001", "packed by lzip; unpack it",
                        "FF060000734E61507059", "packed by snappy; unpack it",
                        "1F9D90", "packed by compress (.Z); unpack it",
                        "377ABCAF271C0004", "a 7z archive; unpack it",
                        "526172211A0700", "a rar archive; unpack it",
                        "D0CF11E0A1B11AE1", "a document of an office program (like .xls); save it as CSV (UTF-8)")
                .forEach((bytes, kind) -> kinds.add(arguments(HexFormat.of().parseHex(bytes), kind)));
        Map.of(
                        "BZh91AY&SY",
                        "packed by bzip2; unpack it",
                        "+/v8-user",
                        "text in UTF-7; save it as UTF-8",
                        "%PDF-1.7\n",
                        "a PDF; save it as CSV (UTF-8)",
                        "PAR1",
                        "a Parquet file; write it as JSON",
                        "Obj\u0001",
                        "an Avro file; write it as JSON",
                        "SQLite format 3\0",
                        "an SQLite database; write its orders as JSON",
                        "<?xml version='1.0'?>\n".repeat(200),
                        "XML or HTML",
                        "\uFEFF<!doctype html>",
                        "XML or HTML",
                        "orders.json" + "\0".repeat(246) + "ustar\000" + lines,
                        "a tar archive; unpack it")
                .forEach((text, kind) -> kinds.add(arguments(text.getBytes(UTF_8), kind)));
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
                "sep=\t\nuser\titem\tquantity\na\tx\t1\nb\ty;z\t2\n",
                "\"sep=\t\" \r\nuser\titem\tquantity\r\na\tx\t1\r\nb\ty;z\t2\r\n",
                "sep=; \nuser;item;quantity\na;x;1\nb;\"y;z\";2\n",
                "\r\nuser,item,quantity\r\na,x,1\r\nb,y;z,2\r\n",
                ",,\n \n\t\nuser,item,quantity\na,x,1\nb,y;z,2\n",
                "\u001A\n\uFEFFuser,item,quantity\na,x,1\nb,y;z,2\n",
                "\nsep=|\n||\nuser|item|quantity\na|x|1\nb|y;z|2\n",
                "\"sep=,\"\nuser,item,quantity\na,x,1\nb,y;z,2\n",
                "user, item, quantity\na , x, 1 \n b,\"y;z\" ,2\n",
                "quantity , user,item\n 1 , a , x \n 2, b, \"y;z\"\n",
                "user,item,quantity\na\u00a0,x,\u00a01\nb,y;z,\"\u202f2\u2007\"\n",
                "user,item,quantity,,\na,x,1,,\n,,,,\n\n,,\nb,y;z,2\n,,,,\n",
                "user,item,quantity\n\uFEFFa,x,1\n\uFEFFb,y;z,2\n",
                "user,item,quantity\na,x,1\n\uFEFFuser,item,quantity\nb,y;z,2\n",
                "user,item,quantity\na,x,1\nb,y;z,2\n\u001A",
                "user,item,quantity\na,x,1\n\u001Auser,item,quantity\nb,y;z,2\u001A\u001A",
                "user;item;quantity;note\na;x;1;\nb;\"y;z\";2;\n",
            })
    void csv_is_taken_as_spreadsheets_write_it(String content) throws Exception {
        walk("rows.csv", content);

        assertThat(refusals()).isEmpty();
        assertThat(read())
                .extracting(Order::user, Order::item, Order::quantity)
                .containsExactly(tuple("a", "x", 1), tuple("b", "y;z", 2));
    }

    /** As a crash or a terminal leaves them: of a row that was cut off, a part must not pass for a whole one. */
    @ParameterizedTest
    @ValueSource(chars = {'\0', '\u0001', '\u001A', '\u001B'})
    void a_row_with_a_control_character_is_refused_wherever_that_stands(char control) throws Exception {
        for (String row :
                List.of("a#,x,1", "a,#x,1", "a,x#,1", "a,x,#1", "a,x,1#", "\"a\"#,x,1", "a,\"x#\",1", "#a,x,1")) {
            OrderFile file = walk("rows.csv", "user,item,quantity\nb,y,2\n" + row.replace('#', control) + "\nc,z,3\n");

            // at a row's beginning stands the end mark of a file that was joined
            boolean taken = row.startsWith("#") && control == 0x1A;
            assertThat(read()).extracting(Order::quantity).isEqualTo(taken ? List.of(2, 1, 3) : List.of(2, 3));
            assertThat(file.refusals().first())
                    .isEqualTo(taken ? List.of() : List.of("line 3: " + reason(control, row.indexOf('#'))));
        }
        String end = String.valueOf(control).repeat(4);
        for (String content : List.of("user,item,quantity\nb,y,2\na,x,1" + end, "user,item,quantity\nb,y,2\n" + end)) {
            OrderFile file = walk("rows.csv", content);

            boolean alone = content.endsWith("\n" + end);
            assertThat(read())
                    .extracting(Order::quantity)
                    .isEqualTo(control == 0x1A && !alone ? List.of(2, 1) : List.of(2));
            assertThat(file.refusals().first())
                    .isEqualTo(control == 0x1A ? List.of() : List.of("line 3: " + reason(control, alone ? 0 : 5)));
        }
        for (String header : List.of("#user,item,quantity", "user,item#,quantity", "user,item,quantity#")) {
            OrderFile file = walk("rows.csv", header.replace('#', control) + (header.endsWith("#") ? "" : "\na,x,1\n"));

            assertThat(file.refusals().first()).hasSize(control == 0x1A && !header.contains("#,") ? 0 : 1);
        }
    }

    private static String reason(char control, int before) {
        return control == 0
                ? "NUL bytes stand here in place of text; what was here may be lost"
                : "character %d is U+%04X, a control character; only text may stand in a cell"
                        .formatted(before + 1, (int) control);
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

        walk("a.json", one + "\n\u001A" + one + "\n" + one + "\u001A" + one + "\u001A");
        assertThat(orders).hasSize(4);
        assertThat(refusals()).isEmpty();

        walk("a.json", "\u001E" + one + "\n\u001E{\"user\":\"a\n\u001E" + one + "\n\u001E{\"a\":{\u001E" + one + "\n");
        assertThat(orders).hasSize(3);
        assertThat(refusals()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"user\":\"b\",\"item\":\"te", "{\"user\":\"b\\", "{\"us", "{\"a\":[{\"b\":\"", "\"te", "{"})
    void a_text_of_a_sequence_that_is_cut_off_costs_no_other_one_on_its_line(String cut) throws Exception {
        String one = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}";
        walk("a.json", "\u001E" + one + "\u001E" + cut + "\u001E" + one + "\n\u001E" + one + "\n");

        assertThat(orders).hasSize(3);
        assertThat(refusals()).hasSize(1).allMatch(refusal -> refusal.contains("line 1"));
        if (cut.startsWith("{")) {
            assertThat(refusals()).allMatch(refusal -> refusal.contains("the JSON ends too early"));
        }
    }

    @Test
    void a_separator_in_a_string_that_goes_on_is_a_fault_of_that_record_alone() throws Exception {
        String one = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n";
        walk("a.json", one + one.replace("x", "x\u001Ey") + one);

        assertThat(orders).hasSize(2);
        assertThat(refusals())
                .hasSize(1)
                .allMatch(refusal -> refusal.contains("the character U+001E stands in a text"));
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
}
