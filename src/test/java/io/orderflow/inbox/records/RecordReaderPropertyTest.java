package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class RecordReaderPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int NO_LIMIT = 1 << 20;

    @Property(tries = 250)
    void valid_records_come_out_as_they_stand(@ForAll("objects") List<String> records, @ForAll("shapes") Shape shape)
            throws IOException {
        assertThat(read(shape.file(records), NO_LIMIT, whole()))
                .extracting(Read::text)
                .isEqualTo(records);
    }

    @Property(tries = 250)
    void of_valid_records_that_are_too_long_the_size_is_told(
            @ForAll("objects") List<String> records,
            @ForAll("shapes") Shape shape,
            @ForAll @IntRange(max = 200) int limit,
            @ForAll Random chunks)
            throws IOException {
        assertThat(read(shape.file(records), limit, chunks))
                .extracting(record -> record.size() + record.text())
                .isEqualTo(records.stream()
                        .map(record -> {
                            int size = record.getBytes(UTF_8).length;
                            return size + (size > limit ? "" : record);
                        })
                        .toList());
    }

    @Property(tries = 250)
    void how_many_bytes_a_read_gives_makes_no_difference(
            @ForAll("files") byte[] file,
            @ForAll @IntRange(max = 300) int limit,
            @ForAll boolean limited,
            @ForAll Random chunks)
            throws IOException {
        int maxRecordBytes = limited ? limit : NO_LIMIT;

        assertThat(read(file, maxRecordBytes, chunks)).isEqualTo(read(file, maxRecordBytes, whole()));
    }

    @Property(tries = 250)
    void every_byte_of_any_file_is_in_one_record(@ForAll("files") byte[] file) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (Read record : read(file, NO_LIMIT, whole())) {
            assertThat(record.size()).isEqualTo(record.bytes().size());
            for (byte b : record.bytes()) {
                records.write(b);
            }
        }

        assertThat(content(records.toByteArray())).isEqualTo(content(file));
    }

    @Property(tries = 250)
    void the_sizes_of_any_file_under_any_limit_add_up(
            @ForAll("files") byte[] file, @ForAll @IntRange(max = 300) int limit) throws IOException {
        long sum = 0;
        long index = 0;
        for (Read record : read(file, limit, whole())) {
            assertThat(record.index()).isEqualTo(index++);
            assertThat(record.bytes().size()).isEqualTo(record.size() > limit ? 0 : (int) record.size());
            sum += record.size();
        }

        assertThat(sum).isBetween((long) content(file).length, (long) file.length);
    }

    @Property(tries = 1000)
    void a_record_that_is_taken_at_once_is_what_would_have_been_found(
            @ForAll("files") byte[] file, @ForAll @IntRange(max = 300) int limit) throws IOException {
        assertThat(read(file, limit, whole(), RecordReaderPropertyTest::isObject))
                .isEqualTo(read(file, limit, whole()));
    }

    private static boolean isObject(RawRecord line) {
        try {
            return STRICT.readTree(line.buffer(), line.offset(), line.length()).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    /** A file's bytes without what may stand between records. */
    private static byte[] content(byte[] file) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte b : file) {
            if (" \t\r\n,[]\u00EF\u00BB\u00BF\u001A\u001E".indexOf(b & 0xFF) < 0) {
                content.write(b);
            }
        }
        return content.toByteArray();
    }

    /** How records stand in a file. */
    private record Shape(String begin, String between, String end) {

        byte[] file(List<String> records) {
            return (begin + String.join(between, records) + end).getBytes(UTF_8);
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        Arbitrary<String> blanks =
                Arbitraries.of("", "", " ", "\n", "\r\n", "\n\n", "\t", " \n  ", "\n    ", "\r", " ".repeat(50));
        Arbitrary<String> mark = Arbitraries.of("", "\uFEFF");
        Arbitrary<Shape> sequence = Combinators.combine(mark, blanks, blanks, blanks)
                .as((m, begin, between, end) -> new Shape(m + begin, between, end));
        Arbitrary<Shape> array = Combinators.combine(mark, blanks, blanks, blanks, blanks)
                .as((m, begin, before, after, end) ->
                        new Shape(m + begin + "[" + after, before + "," + after, end + "]" + before));
        return Arbitraries.oneOf(sequence, array);
    }

    @Provide
    Arbitrary<List<String>> objects() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("{}[],:\"\\/\n\r\t aéb\u0000\u2028")
                        .ofMaxLength(12)
                        .map(text -> text.replace("b", "🍔"))
                        .asGeneric(),
                Arbitraries.strings()
                        .ofMaxLength(5)
                        .filter(RecordReaderPropertyTest::isText)
                        .asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.of(true, false).injectNull(0.5).asGeneric());
        Arbitrary<Map<String, Object>> object = object(value(leaf, 4));
        return Combinators.combine(object, Arbitraries.of(Format.values()), Arbitraries.randoms())
                .as((fields, format, random) -> format.write(fields, random))
                .list()
                .ofMaxSize(6);
    }

    private static boolean isText(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    private static Arbitrary<Object> value(Arbitrary<Object> leaf, int depth) {
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<Object> inner = value(leaf, depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(3, leaf),
                Tuple.of(2, inner.list().ofMaxSize(3).asGeneric()),
                Tuple.of(2, object(inner).asGeneric()));
    }

    private static Arbitrary<Map<String, Object>> object(Arbitrary<Object> value) {
        return Arbitraries.maps(Arbitraries.of("user", "item", "quantity", "{", "\"", "\\", ""), value)
                .ofMaxSize(3);
    }

    /** How one record is written. */
    private enum Format {
        COMPACT(""),
        A_TOKEN_A_LINE("\n"),
        A_TOKEN_A_LINE_OF_WINDOWS("\r\n"),
        SPACED(" "),
        ANY(" ", "", "\n", "\n  ", "\t", "\r\n\t", " ".repeat(70)),
        PRETTY() {
            @Override
            String write(Map<String, Object> fields, Random random) {
                return pretty(fields);
            }
        },
        PRETTY_WITH_TABS() {
            @Override
            String write(Map<String, Object> fields, Random random) {
                return pretty(fields).replaceAll("(?m)(?<=^ {0,40})  ", "\t").replace("\n", "\r\n");
            }
        },
        PRETTY_NOT_INDENTED() {
            @Override
            String write(Map<String, Object> fields, Random random) {
                return pretty(fields).replaceAll("(?m)^ +", "");
            }
        };

        private final String[] blanks;

        Format(String... blanks) {
            this.blanks = blanks;
        }

        String write(Map<String, Object> fields, Random random) {
            StringBuilder text = new StringBuilder();
            boolean inString = false;
            String json = json(fields);
            for (int i = 0; i < json.length(); i++) {
                char c = json.charAt(i);
                boolean token = !inString && "{}[]:,".indexOf(c) >= 0;
                text.append(token && i > 0 ? blank(random) : "").append(c);
                text.append(token && i < json.length() - 1 ? blank(random) : "");
                if (c == '\\') {
                    text.append(json.charAt(++i));
                } else if (c == '"') {
                    inString = !inString;
                }
            }
            return text.toString();
        }

        private String blank(Random random) {
            return blanks[random.nextInt(blanks.length)];
        }

        private static String json(Map<String, Object> fields) {
            try {
                return JSON.writeValueAsString(fields);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String pretty(Map<String, Object> fields) {
            try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Random bytes, random pieces of JSON, and valid files with a few bytes removed, added or changed. */
    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> pieces = Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\\",
                        "\n",
                        "\r",
                        " ",
                        "\n{",
                        "\n  {",
                        "\n]",
                        "\n}",
                        "},",
                        "\"a\"",
                        "{\"a\":",
                        "1",
                        "oops",
                        "\uFEFF",
                        "é",
                        "{\"a\": 1}",
                        "{\"a\": [",
                        "\n{\"a\": 1}",
                        "\n{\"a\": {}",
                        "{}\n",
                        "x".repeat(80))
                .list()
                .ofMaxSize(60)
                .map(list -> String.join("", list).getBytes(UTF_8));
        Arbitrary<byte[]> mutated = Combinators.combine(objects(), shapes(), Arbitraries.randoms())
                .as((records, shape, random) -> mutated(shape.file(records), random));
        return Arbitraries.oneOf(noise, pieces, mutated, mutated);
    }

    private static byte[] mutated(byte[] file, Random random) {
        byte[] structure = "{}[],:\"\\\n ".getBytes(UTF_8);
        ByteArrayOutputStream mutated = new ByteArrayOutputStream();
        int seldom = 1 + Math.max(1, file.length / (1 + random.nextInt(5)));
        for (byte b : file) {
            int what = random.nextInt(3 * seldom);
            if (what == 0 || what == 1) {
                mutated.write(structure[random.nextInt(structure.length)]);
            }
            if (what != 1 && what != 2) {
                mutated.write(b);
            }
        }
        return mutated.toByteArray();
    }

    /** What a record was, kept beyond the next one. */
    private record Read(String place, long index, List<Byte> bytes, long size, String problem) {

        String text() {
            byte[] text = new byte[bytes.size()];
            for (int i = 0; i < text.length; i++) {
                text[i] = bytes.get(i);
            }
            return new String(text, UTF_8);
        }
    }

    private static Random whole() {
        return new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        };
    }

    private static List<Read> read(byte[] file, int maxRecordBytes, Random chunks) throws IOException {
        return read(file, maxRecordBytes, chunks, line -> false);
    }

    private static List<Read> read(byte[] file, int maxRecordBytes, Random chunks, Predicate<RawRecord> isOrder)
            throws IOException {
        InputStream in = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, 1 + chunks.nextInt(length > 100 ? Math.max(1, available()) : length));
            }
        };
        List<Read> records = new ArrayList<>();
        RecordReader reader = new RecordReader(in, maxRecordBytes, isOrder);
        for (RawRecord record = reader.next(); record != null; record = reader.next()) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : record.bytes()) {
                bytes.add(b);
            }
            records.add(new Read(record.place(), record.index(), bytes, record.size(), record.problem()));
        }
        return records;
    }
}
