package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.orderflow.order.OrderJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a CSV file (RFC 4180) with a header line into its rows, and gives each as the JSON that an order would have: the
 * quantity as a number where it is one, every other cell as text. Whether that is an order is asked elsewhere.
 */
final class CsvReader implements RecordSource {

    private static final ObjectReader ROWS =
            new CsvMapper().readerFor(String[].class).with(CsvParser.Feature.WRAP_AS_ARRAY);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final List<String> WANTED = List.of("user", "item", "quantity");
    private static final int LONGEST_HEADER = 4096;

    private final int maxRecordBytes;
    private final Window window;
    private final Cursor cursor;
    private String[] header;
    private long index;

    /** @param in of which {@link #isCsv} is true */
    CsvReader(InputStream in, int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
        this.window = new Window(in, maxRecordBytes);
        this.cursor = new Cursor(window);
    }

    /** True where the first line names the columns that an order needs; the stream stays where it is. */
    static boolean isCsv(InputStream in) throws IOException {
        in.mark(LONGEST_HEADER);
        byte[] head = in.readNBytes(LONGEST_HEADER);
        in.reset();
        String line = new String(head, UTF_8).split("\n", 2)[0].stripTrailing();
        try {
            return !line.contains("{")
                    && !line.contains("\r")
                    && WANTED.stream().allMatch(line::contains)
                    && Arrays.asList(header(line)).containsAll(WANTED);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public RawRecord next() throws IOException {
        if (header == null) {
            header = header(new String(window.buffer(), window.start(), skipRow(), UTF_8));
            window.next(cursor.at());
        }
        while (Window.isBlank(window.at(0))) {
            window.next(1);
        }
        return window.at(0) < 0 ? null : row();
    }

    @Override
    public String place() {
        return "line " + window.line();
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    /** The row in hand; where it is broken and goes over several lines, its first line alone. */
    private RawRecord row() throws IOException {
        RawRecord row = row(skipRow());
        if (row.problem() != null && cursor.isMarked()) {
            cursor.backToMark();
            row = row(cursor.at());
        }
        window.next(cursor.at());
        index++;
        return row;
    }

    private RawRecord row(int length) throws IOException {
        long size = window.size(length);
        byte[] row = size > maxRecordBytes || window.discarded() > 0
                ? new byte[0]
                : Arrays.copyOfRange(window.buffer(), window.start(), window.start() + window.withoutBlanks(length));
        String problem = null;
        byte[] json = row;
        try {
            json = json(cells(UTF_8.newDecoder().decode(ByteBuffer.wrap(row)).toString()));
        } catch (CharacterCodingException e) {
            problem = "it is not UTF-8; text in UTF-8 is wanted";
        } catch (IOException e) {
            problem = "it is no row of CSV: " + OrderJson.reason(e);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        return new RawRecord(json, 0, json.length, size, index, window.line(), problem, row);
    }

    private byte[] json(String[] cells) throws IOException {
        if (cells.length != header.length) {
            throw new IllegalArgumentException(
                    "it has %d cells; one for each of the %d columns is wanted".formatted(cells.length, header.length));
        }
        if (new HashSet<>(Arrays.asList(header)).size() < header.length) {
            throw new IllegalArgumentException("two columns of the header have the same name");
        }
        ObjectNode order = OrderJson.mapper().createObjectNode();
        for (int i = 0; i < cells.length; i++) {
            if (header[i].equals("quantity") && WHOLE_NUMBER.matcher(cells[i]).matches()) {
                order.put(header[i], Long.parseLong(cells[i]));
            } else if (!header[i].equals("order_id") || !cells[i].isEmpty()) {
                order.put(header[i], cells[i]);
            }
        }
        return OrderJson.mapper().writeValueAsBytes(order);
    }

    /** Goes to the end of the row, or of its first line where a quoted cell in it is never closed; gives its length. */
    private int skipRow() throws IOException {
        cursor.begin();
        boolean quoted = false;
        int before = ',';
        for (int b = cursor.peek(); b != '\n' || quoted; b = cursor.peek()) {
            if (b < 0) {
                if (quoted && cursor.isMarked()) {
                    cursor.backToMark();
                }
                break;
            }
            if (b == '"') {
                quoted = quoted ? false : before == ',' || before == '"';
            } else if (b == '\n') {
                cursor.mark();
            }
            before = b;
            cursor.pass(b);
        }
        return cursor.at();
    }

    private static String[] header(String line) throws IOException {
        String[] names = cells(line.startsWith("\uFEFF") ? line.substring(1) : line);
        return Arrays.stream(names).map(String::strip).toArray(String[]::new);
    }

    private static String[] cells(String row) throws IOException {
        try (MappingIterator<String[]> rows = ROWS.readValues(row)) {
            return rows.nextValue();
        }
    }
}
