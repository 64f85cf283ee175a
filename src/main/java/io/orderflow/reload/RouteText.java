package io.orderflow.reload;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The text of a file of routes, in which there is nothing that makes a YAML parser give up without a place. */
final class RouteText {

    /** A step within a step is four or five levels. */
    static final int MAX_DEPTH = 200;

    private final Path path;

    private RouteText(Path path) {
        this.path = path;
    }

    /** @throws RouteMistake where it is not UTF-8, has characters that can't be in YAML, or is nested too deep */
    static String of(Path path, ByteBuffer bytes) {
        RouteText file = new RouteText(path);
        String text = file.decoded(bytes.duplicate());
        file.requirePrintable(text);
        file.requireShallow(text);
        return text;
    }

    private String decoded(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        String whole = text.flip().toString();
        if (result.isError()) {
            throw mistake(whole, "the byte 0x%02X is no UTF-8; save the file as UTF-8".formatted(bytes.get()));
        }
        return whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
    }

    private void requirePrintable(String text) {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int character = text.codePointAt(i);
            if (!StreamReader.isPrintable(character)) {
                throw mistake(
                        text.substring(0, i),
                        "the character U+%04X can't be there; save the file as plain text in UTF-8"
                                .formatted(character));
            }
        }
    }

    /** The parsers behind this one call themselves at each level. */
    private void requireShallow(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
        Iterator<Event> events = new ParserImpl(settings, new StreamReader(settings, text));
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case SequenceStart, MappingStart -> depth++;
                case SequenceEnd, MappingEnd -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
                throw new RouteMistake(path, line, "this is nested more than %d levels deep".formatted(MAX_DEPTH));
            }
        }
    }

    private RouteMistake mistake(String before, String sentence) {
        return new RouteMistake(
                path, 1 + (int) before.chars().filter(c -> c == '\n').count(), sentence);
    }
}
