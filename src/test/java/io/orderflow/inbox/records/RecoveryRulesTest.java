package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules by which {@link RecordScanner} finds the end of a broken record, by example. */
class RecoveryRulesTest {

    /** In a file ⏎ is the end of a line; ¦ stands between records. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = " | ",
            textBlock =
                    """
            misplaced brace  | {"a":1,{"b":2}⏎{}                       | {"a":1,¦{"b":2}¦{}
            misplaced brace  | {"a":1,⏎{"b":2}                         | {"a":1,¦{"b":2}
            misplaced brace  | {"a":1⏎ {"b":2}⏎{}                      | {"a":1⏎ {"b":2}¦{}
            misplaced brace  | {"a":1⏎{"b":2}⏎{}                       | {"a":1¦{"b":2}¦{}
            misplaced brace  | [{"a":1,{"b":2},{"c":3}]                | {"a":1,¦{"b":2}¦{"c":3}
            misplaced brace  | [{"a":[1},{"b":2},{"c":3}]              | {"a":[1},¦{"b":2}¦{"c":3}
            misplaced brace  | [{"a":{"b":1},{"c":2}]                  | {"a":{"b":1},¦{"c":2}
            misplaced brace  | [{"a":{"b":1,{"c":2}},{"d":3}]          | {"a":{"b":1,{"c":2}},¦{"d":3}
            misplaced brace  | [{"a":1}⏎{"b":2}⏎]                      | {"a":1}¦{"b":2}
            doubt            | {"a":[⏎{"b":1}⏎]}⏎{}                    | {"a":[⏎{"b":1}⏎]}¦{}
            doubt            | {"a":[⏎{"b":1}⏎{"c":2}                  | {"a":[¦{"b":1}¦{"c":2}
            doubt            | {"a":⏎{"b" 1}⏎}                         | {"a":¦{"b" 1}¦}
            doubt            | {"a":[⏎  {"b":1}⏎  {"c":2}⏎]}⏎{}        | {"a":[⏎  {"b":1}⏎  {"c":2}⏎]}¦{}
            never closed     | {"a":⏎{"b":⏎{}                          | {"a":¦{"b":¦{}
            own end          | {⏎ "a": "x,⏎ "b": 1⏎}⏎{}                | {⏎ "a": "x,⏎ "b": 1⏎}¦{}
            own end          | {⏎"a": {⏎"b": "x⏎},⏎"c": 1⏎}⏎{}         | {⏎"a": {⏎"b": "x⏎},⏎"c": 1⏎}¦{}
            own end          | [ {⏎ "a": "x⏎}, {⏎ "b": 1⏎} ]           | {⏎ "a": "x⏎}¦{⏎ "b": 1⏎}
            the array's end  | [⏎ {"a":1⏎]                             | {"a":1
            the array's end  | [⏎ {"a":"x}⏎]                           | {"a":"x}
            the array's end  | [⏎ {"a":[⏎1⏎]}⏎]                        | {"a":[⏎1⏎]}
            string           | {"a":"x⏎{"b":1}                         | {"a":"x¦{"b":1}
            string           | {"a":"\\⏎{}                             | {"a":"\\¦{}
            """)
    void a_broken_record_costs_only_itself(String rule, String file, String records) throws IOException {
        assertThat(records(file.replace('⏎', '\n')))
                .containsExactly(records.replace('⏎', '\n').split("¦"));
    }

    private static List<String> records(String file) throws IOException {
        List<String> records = new ArrayList<>();
        RecordReader reader = new RecordReader(new ByteArrayInputStream(file.getBytes(UTF_8)), 1 << 20, any -> false);
        for (RawRecord record = reader.next(); record != null; record = reader.next()) {
            records.add(new String(record.bytes(), UTF_8));
        }
        return records;
    }
}
