package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the header of a CSV file: its first line, or the one behind a line {@code sep=}, as spreadsheets write it. */
final class CsvHeader {

    private static final Pattern SEPARATOR = Pattern.compile("\"?sep=(.)\"?\\s*", Pattern.CASE_INSENSITIVE);

    private CsvHeader() {}

    /** The columns, or null where the file's first bytes are no header with those that an order needs. */
    static CsvColumns columns(byte[] head) {
        String[] lines =
                new String(head, UTF_8).replaceFirst("^[\\uFEFF\\x1A]+", "").split("\n", 3);
        Matcher separator = SEPARATOR.matcher(lines[0]);
        if (separator.matches()) {
            return lines.length < 2 ? null : CsvColumns.of(separator.group(1).charAt(0), withoutEnd(lines[1]), 2);
        }
        return Stream.of(',', ';', '\t')
                .map(each -> CsvColumns.of(each, withoutEnd(lines[0]), 1))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A file may end behind its header, by the end mark of old. */
    private static String withoutEnd(String line) {
        return line.replaceFirst("[\\s\\x1A]+$", "");
    }
}
