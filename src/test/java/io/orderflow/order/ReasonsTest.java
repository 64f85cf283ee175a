package io.orderflow.order;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.orderflow.inbox.records.RecordSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads of a record that is no order: {@code no-orders.txt} has them, a record and its reason each. */
class ReasonsTest {

    static Stream<Arguments> a_record_that_is_no_order_has_its_reason() throws Exception {
        try (InputStream in = ReasonsTest.class.getResourceAsStream("no-orders.txt")) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            return IntStream.range(0, lines.size() / 2)
                    .mapToObj(i ->
                            arguments(lines.get(2 * i), lines.get(2 * i + 1).strip()));
        }
    }

    @ParameterizedTest
    @MethodSource
    void a_record_that_is_no_order_has_its_reason(String record, String reason) {
        assertThatThrownBy(() -> OrderJson.read(bytes(record)))
                .isInstanceOf(InvalidOrderException.class)
                .hasMessage(reason);
    }

    /** As spreadsheets save it that know no UTF-8. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            café,x,1     | byte 4 is 0xE9, which is not UTF-8; text in UTF-8 is wanted in the column "user"
            a,"x, é",1   | byte 7 is 0xE9, which is not UTF-8; text in UTF-8 is wanted in the column "item"
            a,à,é        | byte 3 is 0xE0, which is not UTF-8; text in UTF-8 is wanted in the column "item"
            a,x,1,é      | byte 7 is 0xE9, which is not UTF-8; text in UTF-8 is wanted
            a,"é         | byte 4 is 0xE9, which is not UTF-8; text in UTF-8 is wanted
            """,
            quoteCharacter = '`')
    void a_row_of_csv_that_is_not_utf_8_has_its_reason(String row, String reason) throws Exception {
        byte[] file = ("user,item,quantity\n" + row + "\nb,y,2").getBytes(ISO_8859_1);

        assertThat(RecordSource.of(new ByteArrayInputStream(file), "rows.csv", 1000, any -> true)
                        .next()
                        .problem())
                .isEqualTo(reason);
    }

    /** And so has any record made of pieces of theirs, whatever the parser finds in it. */
    @Test
    void no_reason_has_words_of_a_library() throws Exception {
        List<String> records = a_record_that_is_no_order_has_its_reason()
                .map(each -> (String) each.get()[0])
                .toList();
        for (String left : records) {
            for (String right : records) {
                byte[] mixed = bytes(left.substring(0, left.length() * 2 / 3) + right.substring(right.length() / 3));
                try {
                    OrderJson.read(mixed);
                } catch (InvalidOrderException e) {
                    LibraryWords.assertNoneIn(e.getMessage());
                }
            }
        }
    }

    /** The control characters stand in the file as pictures of them. */
    private static byte[] bytes(String record) {
        return record.replace('␀', '\0')
                .replace('␁', '\u0001')
                .replace('␉', '\t')
                .replace('␊', '\n')
                .getBytes(UTF_8);
    }
}
