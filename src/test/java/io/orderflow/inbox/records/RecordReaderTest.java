package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

    private static final int NO_LIMIT = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final List<String> LINES = List.of(
            "{\"user\": \"anna\", \"quantity\": 1}",
            "{\"user\": \"dávid 🍔\", \"lines\": [{\"x\": [1, {}]}, {\"y\": \"}{][,\\\\\\\"\"}], \"quantity\": 2}",
            "{}",
            "{\"user\":\"zoe\",\"quantity\":4}");

    private static final List<String> PRETTY = List.of(
            """
            {
              "user": "anna",
              "lines": [
                {
                  "x": 1
                },
                {
                  "x": 2
                }
              ],
              "note": {
                "y": 1
              },
              "quantity": 1
            }""",
            """
            {
              "user": "david",
              "quantity": 2
            }""",
            """
            {
              "user": "zoe",
              "lines": [{
                "x": 3
              }, {
                "x": 4
              }],
              "quantity": 3
            }""");

    /** How records stand in a file. */
    private enum Shape {
        LINES(records -> String.join("\n", records) + "\n"),
        LINES_WITHOUT_THE_LAST_BREAK(records -> String.join("\n", records)),
        LINES_OF_WINDOWS(records -> String.join("\r\n", records) + "\r\n"),
        LINES_WITH_BLANK_ONES(records -> "\n \n" + String.join("\n\n\t\r\n", records) + "\n\n"),
        LINES_BEHIND_A_BYTE_ORDER_MARK(records -> BYTE_ORDER_MARK + String.join("\n", records)),
        ARRAY_OF_LINES(records -> "[\n  " + String.join(",\n  ", records) + "\n]\n"),
        ARRAY_OF_LINES_NOT_INDENTED(records -> "[\n" + String.join(",\n", records) + "\n]"),
        ARRAY_OF_LINES_OF_WINDOWS(records -> "[\r\n\t" + String.join(",\r\n\t", records) + "\r\n]\r\n"),
        ARRAY_THAT_OPENS_ON_THE_FIRST_LINE(records -> "[" + String.join(",\n ", records) + "]"),
        ARRAY_WITH_COMMAS_FIRST(records -> "[\n  " + String.join("\n  ,", records) + "\n]"),
        ARRAY_BEHIND_A_BYTE_ORDER_MARK(records -> BYTE_ORDER_MARK + " [\n" + String.join(",\n", records) + "\n]"),
        ONE_LINE(records -> String.join(" ", records)),
        ONE_LINE_WITHOUT_SPACES(records -> String.join("", records)),
        ARRAY_IN_ONE_LINE(records -> "[" + String.join(",", records) + "]"),
        ARRAY_WITH_BRACES_SIDE_BY_SIDE(records -> "[ " + String.join(", ", records) + " ]"),
        ARRAY_INDENTED(records -> "[\n  " + String.join(",\n", records).replace("\n", "\n  ") + "\n]\n");

        private final Function<List<String>, String> file;

        Shape(Function<List<String>, String> file) {
            this.file = file;
        }

        boolean isArray() {
            return name().startsWith("ARRAY");
        }

        boolean isOfLines() {
            return ordinal() <= ARRAY_BEHIND_A_BYTE_ORDER_MARK.ordinal();
        }
    }

    @ParameterizedTest
    @EnumSource
    void valid_records_come_out_of_any_shape_as_they_stand(Shape shape) throws IOException {
        assertThat(texts(shape.file.apply(LINES))).isEqualTo(LINES);
        assertThat(texts(shape.file.apply(PRETTY)))
                .isEqualTo(
                        shape == Shape.ARRAY_INDENTED
                                ? PRETTY.stream()
                                        .map(text -> text.replace("\n", "\n  "))
                                        .toList()
                                : PRETTY);
    }

    static Stream<Arguments> a_broken_line_costs_only_itself() {
        List<String> faults = List.of(
                "{\"user\": \"x\", \"quantity\": 2",
                "{\"user\": \"x, \"quantity\": 2}",
                "{\"user\": \"x\", \"quantity\": 2, \"note\": \"",
                "{\"user\": \"x\\",
                "{\"user\": \"x\", \"quantity\":",
                "{\"user\": \"x\", \"quantity\"",
                "{\"user\": \"x\", \"lines\": [",
                "{\"user\": \"x\", \"lines\": [1",
                "{\"user\": \"x\", \"lines\": [{\"x\": 1}",
                "{\"user\": \"x\", \"lines\": {\"x\": 1}",
                "{\"user\": \"x\", \"quantity\": 2}}",
                "{\"user\": \"x\", \"quantity\": 2]",
                "{\"user\" \"x\"}",
                "{",
                "}",
                "oops",
                "null",
                "-1.5e3",
                "\"text\"",
                "[]",
                "[1, [2, {\"x\": 3}]]",
                "\uFFFD\u0000\u0007");
        return Stream.of(Shape.values())
                .filter(Shape::isOfLines)
                .flatMap(shape -> faults.stream().map(fault -> arguments(shape, fault)))
                // commas first: what stands before the comma on the next line is no part of the line
                .filter(arguments ->
                        arguments.get()[0] != Shape.ARRAY_WITH_COMMAS_FIRST || !isOpen(arguments.get()[1].toString()));
    }

    private static boolean isOpen(String fault) {
        return fault.startsWith("{") && !fault.endsWith("}}");
    }

    @ParameterizedTest
    @MethodSource
    void a_broken_line_costs_only_itself(Shape shape, String fault) throws IOException {
        for (int place = 1; place <= LINES.size(); place++) {
            List<String> records = new ArrayList<>(LINES);
            records.add(place, fault);
            List<String> read = texts(shape.file.apply(records));

            assertThat(read).hasSize(records.size());
            String broken = read.remove(place);
            records.remove(place);
            assertThat(read).isEqualTo(records);
            assertThat(broken).startsWith(fault);
            // the comma or the bracket behind it can't be told from its own
            assertThat(broken.substring(fault.length()).strip())
                    .isIn(shape.isArray() ? List.of("", ",", "]") : List.of(""));
        }
    }

    static Stream<Arguments> a_record_broken_on_one_of_its_lines_costs_only_itself() {
        List<Function<String, String>> faults = List.of(
                record -> record.replace("\"david\"", "\"david"),
                record -> record.replace("\"david\"", "david\""),
                record -> record.replace("\"user\": \"david\"", "\"user\": "),
                record -> record.replace("\"user\": ", "\"user\" "),
                record -> record.replace(",", ""),
                record -> record.replace("\"user\": \"david\"", "oops"),
                record -> record.replace("2\n}", "2\n"),
                record -> record.replace("\"david\"", "[1"),
                record -> record.replace("\"david\"", "{\"x\": 1"));
        return Stream.of(
                        Shape.LINES,
                        Shape.LINES_OF_WINDOWS,
                        Shape.LINES_BEHIND_A_BYTE_ORDER_MARK,
                        Shape.ARRAY_OF_LINES_NOT_INDENTED,
                        Shape.ARRAY_WITH_BRACES_SIDE_BY_SIDE,
                        Shape.ARRAY_INDENTED)
                .flatMap(shape -> faults.stream().map(fault -> arguments(shape, fault.apply(PRETTY.get(1)))));
    }

    @ParameterizedTest
    @MethodSource
    void a_record_broken_on_one_of_its_lines_costs_only_itself(Shape shape, String broken) throws IOException {
        List<String> records = List.of(PRETTY.get(0), broken, PRETTY.get(2), PRETTY.get(0));

        List<String> read = texts(shape.file.apply(records));

        assertThat(read).hasSize(4);
        assertThat(read.get(0)).isEqualToIgnoringWhitespace(records.get(0));
        assertThat(read.get(1).replaceAll("[\\s,]", "")).isEqualTo(broken.replaceAll("[\\s,]", ""));
        assertThat(read.get(2)).isEqualToIgnoringWhitespace(records.get(2));
        assertThat(read.get(3)).isEqualToIgnoringWhitespace(records.get(3));
    }

    static Stream<Arguments> a_file_is_cut_into_its_records() {
        return Stream.of(
                arguments("", List.of()),
                arguments(" \r\n\t\n", List.of()),
                arguments(BYTE_ORDER_MARK, List.of()),
                arguments("{}\n", List.of("{}")),
                arguments(BYTE_ORDER_MARK + "{}\n" + BYTE_ORDER_MARK + "{}", List.of("{}", "{}")),
                arguments("{}\n\u001A{\"a\":1}\n\u001A\u001A{\n}\n\u001A", List.of("{}", "{\"a\":1}", "{\n}")),
                arguments("{}\u001A{\"a\":\n1} \u001A\n{}\u001A", List.of("{}", "{\"a\":\n1}", "{}")),
                arguments("\u001A\n\u001A[1]", List.of("1")),
                arguments("[{},\u001A{}]", List.of("{}", "\u001A{}")),
                arguments("{\"a\":1}\r{\"b\":2}\r", List.of("{\"a\":1}", "{\"b\":2}")),
                arguments("{\"a\":1} oops {\"b\":2}\n{}", List.of("{\"a\":1} oops {\"b\":2}", "{}")),
                arguments("{\"a\":1},\n{\"b\":2},\n", List.of("{\"a\":1},", "{\"b\":2},")),
                arguments(
                        BYTE_ORDER_MARK + "{\"a\":[\n  {\"b\":1}\n  {\"c\":2}\n]}\n{}",
                        List.of("{\"a\":[\n  {\"b\":1}\n  {\"c\":2}\n]}", "{}")),
                arguments("{}\n[\n{\"a\":\n1}]\n{}", List.of("{}", "[\n{\"a\":\n1}]", "{}")),
                arguments("{\"a\":\n{\"b\":\n{}}\n}{}", List.of("{\"a\":\n{\"b\":\n{}}\n}", "{}")),
                arguments("{\"a\":\"\\", List.of("{\"a\":\"\\")),
                arguments("1 2\n3", List.of("1 2", "3")),
                arguments("[]", List.of()),
                arguments("[ ]\n", List.of()),
                arguments("[1,]", List.of("1")),
                arguments("[1,\"a,]\",null,[2,{}],true]", List.of("1", "\"a,]\"", "null", "[2,{}]", "true")),
                arguments("[{\"a\":1}},{\"a\":2}]", List.of("{\"a\":1}}", "{\"a\":2}")));
    }

    @ParameterizedTest
    @MethodSource
    void a_file_is_cut_into_its_records(String file, List<String> records) throws IOException {
        assertThat(texts(file)).isEqualTo(records);
    }

    static Stream<Arguments> what_cannot_be_read_in_an_array_is_said() {
        String nothing = "nothing stands before the comma";
        String breaksOff = "the array breaks off here: no ] ends it, what should follow is missing";
        String cutOff = "the array breaks off in this record, which has no end; what should follow is missing";
        String behind = "it stands behind the end of the array";
        return Stream.of(
                arguments("[", List.of("index 0: , " + breaksOff)),
                arguments("[1", List.of("index 0: 1, " + cutOff)),
                arguments("[{\"a\":1\n]", List.of("index 0: {\"a\":1\n], " + cutOff)),
                arguments("[1,", List.of("index 0: 1", "index 1: , " + breaksOff)),
                arguments("[{} ", List.of("index 0: {}", "index 1: , " + breaksOff)),
                arguments("[{},{\"a\":1", List.of("index 0: {}", "index 1: {\"a\":1, " + cutOff)),
                arguments("[{},{\"a\":\"b}]", List.of("index 0: {}", "index 1: {\"a\":\"b}], " + cutOff)),
                arguments("[{\"a\":\"\\", List.of("index 0: {\"a\":\"\\, " + cutOff)),
                arguments("[,]", List.of("index 0: , " + nothing)),
                arguments("[1,,2]", List.of("index 0: 1", "index 1: , " + nothing, "index 2: 2")),
                arguments("[1] x\n[2]", List.of("index 0: 1", "index 1: x\n[2], " + behind)),
                arguments("[]]", List.of("index 0: ], " + behind)));
    }

    @ParameterizedTest
    @MethodSource
    void what_cannot_be_read_in_an_array_is_said(String file, List<String> records) throws IOException {
        assertThat(read(file, NO_LIMIT))
                .extracting(record -> record.place() + ": " + record.text()
                        + (record.problem() == null ? "" : ", " + record.problem()))
                .isEqualTo(records);
    }

    @Test
    void a_record_is_placed_on_the_line_where_it_begins() throws IOException {
        String file = BYTE_ORDER_MARK + "\r\n{}{\n}\n\n" + "x".repeat(1000) + "\n{\"a\":\n1} {}\noops\n\n{}";

        assertThat(read(file, 100))
                .extracting(Read::place)
                .containsExactly("line 2", "line 2", "line 5", "line 6", "line 7", "line 8", "line 10");
    }

    @Test
    void a_record_is_counted_in_its_file() throws IOException {
        assertThat(read("{}\noops\n{}", NO_LIMIT)).extracting(Read::index).containsExactly(0L, 1L, 2L);
        assertThat(read("[{},,\n1]", NO_LIMIT))
                .extracting(Read::place)
                .containsExactly("index 0", "index 1", "index 2");
    }

    @ParameterizedTest
    @EnumSource
    void of_a_record_that_is_too_long_the_size_is_told_and_the_next_one_is_found(Shape shape) throws IOException {
        for (int more = -1; more < 300_000; more = more < 200 ? more + 1 : more * 3) {
            String fits = "{\"a\":\"" + "é".repeat(46) + "\"}";
            String tooLong = "{\"a\":\n{\"b\":[\n{},\n{}]},\"c\":\"" + "\\\"".repeat(25 + more)
                    + "\",\"d\":-0.5e-77,\"e\":true}";
            int size = 101 + 2 * more;

            assertThat(read(
                            shape.file
                                    .apply(List.of(fits, tooLong, "{}", tooLong))
                                    .replace("\n  ", "\n"),
                            100))
                    .extracting(record -> record.size() + ":" + record.text())
                    .containsExactly(
                            "100:" + fits,
                            size + ":" + (size > 100 ? "" : tooLong),
                            "2:{}",
                            size + ":" + (size > 100 ? "" : tooLong));
        }
    }

    @Test
    void a_broken_record_that_is_too_long_ends_where_the_next_one_begins() throws IOException {
        String broken = "{\"a\":\"" + "x".repeat(200_000);
        String garbage = "y".repeat(200_000);

        assertThat(read(broken + "\n{}\n" + garbage + "\n{}\n" + broken + "\",\n{}", 1000))
                .extracting(record -> record.size() + ":" + record.text())
                .containsExactly("200006:", "2:{}", "200000:", "2:{}", "200008:", "2:{}");
        assertThat(read(broken + "\n" + " ".repeat(130_000) + "{}\n{}", 1000))
                .extracting(Read::size)
                .containsExactly(330_009L, 2L);
        assertThat(read("[" + broken + "\n,\n{},\n" + garbage + ",\n{}\n]", 1000))
                .extracting(record -> record.size() + ":" + record.text())
                .containsExactly("200008:", "2:{}", "200000:", "2:{}");
    }

    @Test
    void blanks_behind_a_record_count_where_they_are_too_many_to_be_held() throws IOException {
        assertThat(read("{}" + " ".repeat(60) + "\n[]" + " ".repeat(100_000) + "\n{}", 10))
                .extracting(record -> record.size() + ":" + record.text())
                .containsExactly("2:{}", "100002:", "2:{}");
    }

    @Test
    void a_record_with_no_end_in_sight_costs_only_its_first_line() throws IOException {
        String open = "{\"a\":[\n";
        String nearlyTooLong = "{\"b\":\n{\"c\":\"" + "x".repeat(950) + "\"}\n}";
        String wrong = "{\"a\":oops[\n";

        assertThat(texts(open.repeat(200_000) + "{}\n{}")).hasSize(200_002).endsWith("{\"a\":[", "{}", "{}");
        assertThat(texts("{\"a\":" + "1".repeat(200) + "oops[\n" + nearlyTooLong + "\n{}", 1000))
                .hasSize(3)
                .endsWith(nearlyTooLong, "{}");
        assertThat(texts(wrong + ("{\"b\":" + "1".repeat(99) + "},\n").repeat(20) + "{}", 1000))
                .hasSize(22)
                .startsWith("{\"a\":oops[")
                .endsWith("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 999, 1000, 1001, 5000})
    void records_nest_as_deep_as_they_like(int depth) throws IOException {
        String record = "{\"a\":" + "[".repeat(depth) + "1,\n  {}" + "]".repeat(depth) + "}";
        assertThat(texts(record + "\n{}")).containsExactly(record, "{}");
        assertThat(texts("[" + record + ",{}]")).containsExactly(record, "{}");

        // Jackson has to tell these from broken ones, and goes no deeper than 1000
        int asDeepAsJackson = Math.min(depth, 990);
        String likeTwo = "{\"a\":" + "[".repeat(asDeepAsJackson) + "1,\n{}" + "]".repeat(asDeepAsJackson) + "}";
        assertThat(texts(likeTwo + "\n{}")).containsExactly(likeTwo, "{}");
        assertThat(texts("[ " + likeTwo + ",{}]")).containsExactly(likeTwo, "{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user\": \"david\"\n",
                "{\"user\": \"david}\n",
                "{\"quantity\":\n",
                "{\"lines\": [\n",
                "{\"lines\": [{\"x\": 1},\n",
                "{\"user\": \"a name so long that nobody would write it down, least of all"
                        + " twice, as is done here: a name so long that nobody would write it down\", \"lines\": [\n",
                "oops\n",
                "[[\n"
            })
    @Timeout(60)
    void many_broken_lines_take_no_longer_than_as_many_good_ones(String line) throws IOException {
        int lines = 200_000;

        RecordReader reader = new RecordReader(repeated(line, lines), NO_LIMIT, any -> false);
        long count = 0;
        while (reader.next() != null) {
            count++;
        }
        assertThat(count).isEqualTo(line.startsWith("[") ? 1 : lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{", "[", "{\"", "{\"\\", "{ ", "{\n", "{\"a\":\n", "[\"", "[\n{\"a\": [", "[ {} ,"})
    @Timeout(60)
    void a_record_without_end_is_never_held(String begin) throws IOException {
        String repeated = begin.substring(begin.length() - 1);
        InputStream file = new SequenceInputStream(
                new ByteArrayInputStream(begin.getBytes(UTF_8)), repeated(repeated, 20_000_000));

        RecordReader reader = new RecordReader(file, NO_LIMIT, any -> false);
        for (RawRecord record = reader.next(); record != null; record = reader.next()) {
            assertThat(record.buffer().length).isLessThanOrEqualTo(NO_LIMIT + (1 << 17));
        }
    }

    @Test
    void of_an_array_whose_elements_are_not_flat_few_are_asked_for_twice() throws IOException {
        String flat = "{\"a\": 1}";
        String nested = "{\"a\": {\"b\": 1}, \"c\": 2}";
        assertThat(asked(flat, 1_000)).isEqualTo(1_000);
        assertThat(asked(nested, 1_000)).isBetween(1, 70);
    }

    /** How often a reader of an array of as many such elements asks whether one is an order. */
    private static int asked(String element, int times) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        String array = "[" + String.join(", ", Collections.nCopies(times, element)) + "]";
        RecordReader reader = new RecordReader(new ByteArrayInputStream(array.getBytes(UTF_8)), NO_LIMIT, record -> {
            asked.incrementAndGet();
            return new String(record.bytes(), UTF_8).equals("{\"a\": 1}");
        });
        int read = 0;
        while (reader.next() != null) {
            read++;
        }
        assertThat(read).isGreaterThanOrEqualTo(times);
        return asked.get();
    }

    @Test
    void a_limit_that_no_array_can_have_does_no_harm() throws IOException {
        assertThat(texts("{}\n{\"a\":\"" + "x".repeat(300_000) + "\"}\n{}", Integer.MAX_VALUE))
                .extracting(String::length)
                .containsExactly(2, 300_008, 2);
        assertThat(read("{}\n\n{}", 0)).extracting(Read::size).containsExactly(2L, 2L);
    }

    @Test
    void what_goes_wrong_with_the_file_is_passed_on() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        RecordReader reader =
                new RecordReader(new SequenceInputStream(repeated("{}", 1), broken), NO_LIMIT, any -> false);

        assertThatThrownBy(() -> {
                    reader.next();
                    reader.next();
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is gone");
    }

    /** What a record was, kept beyond the next one. */
    private record Read(String place, long index, String text, long size, String problem) {}

    private static List<Read> read(String file, int maxRecordBytes) throws IOException {
        List<Read> records = new ArrayList<>();
        RecordReader reader =
                new RecordReader(new ByteArrayInputStream(file.getBytes(UTF_8)), maxRecordBytes, any -> false);
        for (RawRecord record = reader.next(); record != null; record = reader.next()) {
            String text = new String(record.bytes(), UTF_8);
            records.add(new Read(record.place(), record.index(), text, record.size(), record.problem()));
        }
        return records;
    }

    private static List<String> texts(String file) throws IOException {
        return texts(file, NO_LIMIT);
    }

    private static List<String> texts(String file, int maxRecordBytes) throws IOException {
        return new ArrayList<>(
                read(file, maxRecordBytes).stream().map(Read::text).toList());
    }

    private static InputStream repeated(String text, int times) {
        byte[] block = text.repeat(Math.min(times, 1000)).getBytes(UTF_8);
        List<InputStream> blocks = new ArrayList<>();
        for (int i = 0; i < Math.max(times / 1000, 1); i++) {
            blocks.add(new ByteArrayInputStream(block));
        }
        return new SequenceInputStream(Collections.enumeration(blocks));
    }
}
