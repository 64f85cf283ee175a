package io.orderflow.inbox.records;

import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderJson;

/** What may stand in a row of CSV, and what around a cell is not its own. */
final class CsvText {

    private CsvText() {}

    /**
     * Around a cell the parser would drop control characters like blanks, and take a row that a crash cut off for a whole
     * one.
     *
     * @throws IllegalArgumentException where there is one, in words
     */
    static void require(String row, char separator) {
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c < ' ' && c != separator && !Window.isBlank(c)) {
                throw new IllegalArgumentException(
                        c == 0
                                ? RecordReader.NULLS
                                : "character %d is U+%04X, a control character; only text may stand in a cell"
                                        .formatted(row.codePointCount(0, i) + 1, (int) c));
            }
        }
    }

    static boolean isUtf8(byte[] text) {
        try {
            OrderJson.requireUtf8(text);
            return true;
        } catch (InvalidOrderException e) {
            return false;
        }
    }

    /**
     * The cell without the blanks around it, also those that break no line, which a web page leaves in a table that is
     * copied from it.
     */
    static String stripped(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isBlank(cell.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
