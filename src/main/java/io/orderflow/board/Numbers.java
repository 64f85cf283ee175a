package io.orderflow.board;

import io.orderflow.observe.RefusedException;

/** Numbers that a request has. */
final class Numbers {

    private Numbers() {}

    /** @throws RefusedException with a sentence where it is none, or out of range */
    static int whole(String text, int otherwise, int least, int most, String name) {
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, as numbers out of range are
        }
        throw new RefusedException(400, "%s is a whole number from %d to %d".formatted(name, least, most));
    }

    /** @throws RefusedException where it is none */
    static long offset(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new RefusedException(400, "offset is a whole number of 18 digits at the most");
        }
        return Long.parseLong(text);
    }
}
