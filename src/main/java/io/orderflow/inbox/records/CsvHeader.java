package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderJson;
import io.orderflow.order.Quotation;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the header of a CSV file: its first row that is not empty, or the one behind a line {@code sep=}, as spreadsheets
 * write it.
 */
final class CsvHeader {

    private static final Pattern SEPARATOR = Pattern.compile("\"?sep=(.)\"?\\s*", Pattern.CASE_INSENSITIVE);
    private static final String USUAL = ",;\t";
    /** What joined files begin and end with. */
    private static final String MARKS = "\uFEFF\u001A";

    private final String[] lines;
    private final String separators;
    private final int at;

    /** @param head the file's first bytes */
    CsvHeader(byte[] head) {
        // each byte as a character: those of the header are looked at again
        lines = new String(head, ISO_8859_1).split("\n", -1);
        int first = notEmpty(0, USUAL);
        Matcher separator = SEPARATOR.matcher(line(first));
        boolean said = separator.matches();
        separators = said ? separator.group(1) : USUAL;
        at = said ? notEmpty(first + 1, separators) : first;
    }

    /**
     * The columns, or null where it has not those that an order needs.
     *
     * @throws IOException where it has, and can't be read, in words
     */
    CsvColumns columns() throws IOException {
        String header = line(at).replaceFirst("[\\s" + MARKS + "]+$", "");
        CsvColumns columns = separators
                .chars()
                .mapToObj(each -> CsvColumns.of((char) each, header, at + 1))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (columns != null) {
            try {
                OrderJson.requireUtf8(lines[at].getBytes(ISO_8859_1));
            } catch (InvalidOrderException e) {
                throw new IOException("in its header " + e.getMessage(), e);
            }
        }
        return columns;
    }

    /** Why there are none, with what is wanted. */
    String refusal() {
        String found = line(at).strip();
        return ("%s stands where the header is wanted: user,item,quantity, separated by commas, semicolons or tabs,"
                        + " with order_id and others where you like, and each line ended by a line feed")
                .formatted(found.isEmpty() ? "nothing" : Quotation.quote(found));
    }

    /** The first line from this one on in which there is more than blanks and separators. */
    private int notEmpty(int from, String separators) {
        int line = from;
        while (line < lines.length
                && line(line).chars().allMatch(c -> Window.isBlank(c) || separators.indexOf(c) >= 0)) {
            line++;
        }
        return line;
    }

    private String line(int index) {
        return index < lines.length
                ? new String(lines[index].getBytes(ISO_8859_1), UTF_8).replaceFirst("^[" + MARKS + "]+", "")
                : "";
    }
}
