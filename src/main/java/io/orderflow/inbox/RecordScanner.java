package io.orderflow.inbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/**
 * Finds where a record ends, by its quotes, braces and brackets alone. What is valid JSON always stays in one piece. A
 * record that never closes ends where the next one evidently begins: at a line that opens an object as far to the left
 * as the broken one stands.
 */
final class RecordScanner {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int NOWHERE = -1;

    private final Window window;

    private int at;
    private int depth;
    private long arrays;
    private int last;
    private int lineStart;
    private boolean blankSoFar;
    private int column;
    private int nextRecord;

    RecordScanner(Window window) {
        this.window = window;
    }

    /** The length of the object that begins here, with whatever follows it on its line but another object. */
    int object() throws IOException {
        begin();
        if (peek() != '{') {
            return endOfLine();
        }
        boolean closed = closes(false);
        if (nextRecord > 0 && (!closed || !isJson(at))) {
            return nextRecord;
        }
        return closed ? throughItsLine() : beforeNextRecord();
    }

    /** The length of the array's element that begins here; behind it is a comma, a bracket or the file's end. */
    int element() throws IOException {
        begin();
        boolean closed = closes(true);
        if (nextRecord > 0 && (!closed || !isJson(at))) {
            return nextRecord;
        }
        return closed ? at : beforeNextRecord();
    }

    /** The length of all that is left. */
    int rest() throws IOException {
        begin();
        while (peek() >= 0) {
            at++;
        }
        return at;
    }

    private void begin() {
        at = 0;
        depth = 0;
        arrays = 0;
        last = 0;
        column = window.column();
        lineStart = -column;
        blankSoFar = false;
        nextRecord = NOWHERE;
    }

    /** Goes behind the closing brace, or to the delimiter behind an element; false where none comes. */
    private boolean closes(boolean element) throws IOException {
        while (true) {
            int b = peek();
            switch (b) {
                case -1:
                    return false;
                case '"':
                    if (!skipString()) {
                        return false;
                    }
                    break;
                case '{', '[':
                    if (b == '{' && opensRecord() && !mayOpenObject()) {
                        return false;
                    }
                    depth++;
                    arrays = arrays << 1 | (b == '[' ? 1 : 0);
                    break;
                case '}', ']':
                    if (element && depth == 0 && b == ']') {
                        return true;
                    }
                    depth--;
                    arrays >>>= 1;
                    if (!element && depth <= 0) {
                        at++;
                        return true;
                    }
                    depth = Math.max(depth, 0);
                    break;
                case ',':
                    if (element && depth == 0) {
                        return true;
                    }
                    break;
                case '\n':
                    lineStart = at + 1;
                    blankSoFar = true;
                    break;
                default:
            }
            if (!RecordReader.isWhitespace(b)) {
                last = b;
                blankSoFar = false;
            }
            at++;
        }
    }

    /** True where the brace in hand may begin the next record; the first such place is kept. */
    private boolean opensRecord() {
        boolean opens = blankSoFar && at > 0 && at - lineStart <= column;
        if (opens && nextRecord == NOWHERE) {
            nextRecord = at;
        }
        return nextRecord != NOWHERE;
    }

    private boolean mayOpenObject() {
        return last == 0 || last == ':' || last == '[' || (last == ',' && (arrays & 1) == 1);
    }

    /** Goes to the string's closing quote; false, at the line break or the end, where it has none. */
    private boolean skipString() throws IOException {
        at++;
        for (int b = peek(); b != '"'; b = peek()) {
            if (b == '\n' || b < 0) {
                return false;
            }
            at++;
            if (b == '\\' && peek() != '\n') {
                at++;
            }
        }
        return true;
    }

    private int endOfLine() throws IOException {
        for (int b = peek(); b != '\n' && b >= 0; b = peek()) {
            at++;
        }
        return at;
    }

    private int throughItsLine() throws IOException {
        int end = at;
        int b = peek();
        while (b == ' ' || b == '\t' || b == '\r') {
            at++;
            b = peek();
        }
        return b < 0 || b == '\n' || b == '{' ? end : endOfLine();
    }

    private int beforeNextRecord() throws IOException {
        for (int b = peek(); b >= 0; b = peek()) {
            if (b == '\n') {
                lineStart = at + 1;
                blankSoFar = true;
            } else if (b == '{' && opensRecord()) {
                return at;
            } else if (!RecordReader.isWhitespace(b)) {
                blankSoFar = false;
            }
            at++;
        }
        return at;
    }

    /** The byte in hand, or -1 behind the last; makes room first where the record is too long to be held. */
    private int peek() throws IOException {
        if (at >= window.available() && window.isTooLong(window.available())) {
            if (nextRecord != NOWHERE) {
                return -1;
            }
            int held = window.available();
            window.discard(held);
            lineStart -= held;
            at -= held;
        }
        return window.at(at);
    }

    private boolean isJson(int length) throws IOException {
        try (JsonParser json = JSON.createParser(window.buffer(), window.start(), length)) {
            while (json.nextToken() != null) {}
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
