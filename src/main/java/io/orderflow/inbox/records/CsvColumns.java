package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.OrderJson;
import io.orderflow.order.Quotation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The columns that a CSV file's header names, and what separates them.
 *
 * @param lines how many lines there are to the header, with it
 * @param rows  reads the cells of a row
 */
record CsvColumns(char separator, List<String> names, int lines, ObjectReader rows) {

    private static final ObjectReader ROWS = new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.TRIM_SPACES);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final List<String> WANTED = List.of("user", "item", "quantity");

    /** The columns, or null where the line is no header with those that an order needs. */
    static CsvColumns of(char separator, String header, int lines) {
        if (header.contains("{") || header.contains("\r") || !WANTED.stream().allMatch(header::contains)) {
            return null;
        }
        try {
            ObjectReader rows = ROWS.with(CsvSchema.emptySchema().withColumnSeparator(separator));
            List<String> names = new ArrayList<>(List.of(cells(header, separator, rows)));
            while (names.get(names.size() - 1).isEmpty()) {
                names.remove(names.size() - 1);
            }
            return names.containsAll(WANTED) ? new CsvColumns(separator, names, lines, rows) : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** True for a row without a value, as spreadsheets write them, and for the header of a joined file. */
    boolean isNoRecord(String[] cells) {
        int empty = 0;
        while (empty < cells.length && cells[empty].isEmpty()) {
            empty++;
        }
        return empty == cells.length
                || Arrays.asList(cells).subList(0, withoutEmptyOnes(cells)).equals(names);
    }

    /** How many cells a row has without empty ones behind its columns. */
    private int withoutEmptyOnes(String[] cells) {
        int count = cells.length;
        while (count > names.size() && cells[count - 1].isEmpty()) {
            count--;
        }
        return count;
    }

    /**
     * A row's cells without the blanks around them.
     *
     * @throws IllegalArgumentException where it is no row, in words
     */
    String[] cells(byte[] row) throws IOException {
        try {
            OrderJson.requireUtf8(row);
            return cells(new String(row, UTF_8), separator, rows);
        } catch (InvalidOrderException e) {
            throw new IllegalArgumentException(e.getMessage() + inColumn(row), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is no row of CSV: a cell in quotes does not end, or has more behind its quotes", e);
        }
    }

    private static String[] cells(String row, char separator, ObjectReader reader) throws IOException {
        CsvText.require(row, separator);
        String[] cells = parse(row, reader);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = CsvText.stripped(cells[i]);
        }
        return cells;
    }

    private static String[] parse(String row, ObjectReader reader) throws IOException {
        try (MappingIterator<String[]> rows = reader.readValues(row)) {
            return rows.hasNextValue() ? rows.nextValue() : new String[0];
        }
    }

    /** The column in which the row is not UTF-8, for the end of a sentence; empty where it has none. */
    private String inColumn(byte[] row) throws IOException {
        try {
            // with each byte as a character it has the same cells
            String[] cells = parse(new String(row, ISO_8859_1), rows);
            for (int i = 0; i < Math.min(cells.length, names.size()); i++) {
                if (!CsvText.isUtf8(cells[i].getBytes(ISO_8859_1))) {
                    return " in the column " + Quotation.quote(names.get(i));
                }
            }
        } catch (JsonProcessingException e) {
            // it has no cells
        }
        return "";
    }

    /**
     * The JSON that an order of these cells would have: the quantity as a number where it is one, the rest as text.
     *
     * @throws IllegalArgumentException where they don't fit the columns, in words
     */
    byte[] json(String[] cells) throws IOException {
        int count = withoutEmptyOnes(cells);
        if (count != names.size()) {
            throw new IllegalArgumentException(
                    "it has %d cells; one for each of the %d columns is wanted".formatted(count, names.size()));
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("two columns of the header have the same name");
        }
        ObjectNode order = OrderJson.mapper().createObjectNode();
        for (int i = 0; i < count; i++) {
            put(order, names.get(i), cells[i]);
        }
        return OrderJson.mapper().writeValueAsBytes(order);
    }

    private static void put(ObjectNode order, String name, String cell) {
        if (name.equals("quantity") && WHOLE_NUMBER.matcher(cell).matches()) {
            order.put(name, Long.parseLong(cell));
        } else if (!name.equals("order_id") || !cell.isEmpty()) {
            order.put(name, cell);
        }
    }
}
