package io.orderflow.board.letters;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a dead letter. */
public enum LetterState {
    /** Nobody has done anything with it. */
    OPEN,
    /** It was sent back to the orders, as it was. */
    REPLAYED,
    /** It was sent back to the orders with another text. */
    MENDED,
    /** Somebody has decided that nothing is done with it. */
    SET_ASIDE;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where there is none of that name */
    @JsonCreator
    public static LetterState parse(String json) {
        return valueOf(json.toUpperCase(Locale.ROOT));
    }
}
