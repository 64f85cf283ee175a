package io.orderflow.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.order.Quotation;
import java.io.UncheckedIOException;

/** JSON in which what a terminal would obey stands as its escape: it means the same, and may be printed anywhere. */
public final class PrintableJson extends CharacterEscapes {

    private static final long serialVersionUID = 1;
    private static final int DELETE = 0x7f;
    /** The last one that a terminal obeys. */
    private static final int LAST = 0x206f;

    private static final ObjectMapper MAPPER = new ObjectMapper(factory());

    private PrintableJson() {}

    /** Makes generators that write so. */
    public static JsonFactory factory() {
        return new JsonFactory().setCharacterEscapes(new PrintableJson());
    }

    static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] escapes = standardAsciiEscapesForJSON();
        escapes[DELETE] = ESCAPE_STANDARD;
        return escapes;
    }

    /** @return null where the character may stand as it is */
    @Override
    public SerializableString getEscapeSequence(int character) {
        if (character > LAST) {
            return null;
        }
        String text = Character.toString(character);
        String printable = Quotation.printable(text);
        return printable.equals(text) ? null : new SerializedString(printable);
    }
}
