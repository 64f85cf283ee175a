package io.orderflow.order;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads decimals that are written again as they came. A BigDecimal alone is as exact, but makes the integer 2590 of
 * 2.590e3, and 0.0 of -0.0.
 */
class SpelledNumbers extends JsonParserDelegate {

    SpelledNumbers(JsonParser json) {
        super(json);
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        return new SpelledDecimal(getText());
    }

    private static class SpelledDecimal extends BigDecimal {

        private static final long serialVersionUID = 1L;

        private final String spelling;

        SpelledDecimal(String spelling) {
            super(spelling);
            int exponent = Math.max(spelling.indexOf('e'), spelling.indexOf('E'));
            if (exponent >= 0) {
                // newer versions of Java take one that is larger
                Integer.parseInt(spelling, exponent + 1, spelling.length(), 10);
            }
            this.spelling = spelling;
        }

        @Override
        public String toString() {
            return spelling;
        }
    }
}
