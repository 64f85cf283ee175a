package io.orderflow.board;

/**
 * One thing that is wrong, or not known, and that a person should see.
 *
 * @param count    how many it stands for: mistakes in the routes' files, else 1
 * @param sentence what it is, why, and what happens next, as far as that is known
 * @param link     where the board shows it
 */
public record Problem(Kind kind, Severity severity, int count, String sentence, String link) {

    /** From the worst to the least. */
    public enum Severity {
        BAD,
        WARNING,
        UNKNOWN
    }

    /** What can be wrong, the cause before its effects. */
    public enum Kind {
        KAFKA_AWAY(Severity.BAD, "#backlog-title"),
        /** It has not been asked yet, or not for its topics. */
        KAFKA_UNKNOWN(Severity.UNKNOWN, "#backlog-title"),
        /** A topic is gone, a leader or a coordinator does not answer, or work that never ends has ended. */
        TROUBLE(Severity.BAD, "#backlog-title"),
        /** A consumer has ended, can't read, or does not poll. */
        CONSUMER_TROUBLE(Severity.BAD, "#group-title"),
        /** A saved change of the routes was not taken, or a route that others send to was taken away. */
        ROUTE_FILES(Severity.BAD, "#saves-title"),
        /** Orders have failed and wait for their next try. */
        ORDERS_WAITING(Severity.BAD, "#group-title"),
        /** Orders are there and none is processed. */
        NO_PROGRESS(Severity.BAD, "#backlog-title"),
        ROUTE_STOPPED(Severity.WARNING, "#routes-title"),
        /** The inbox is not read, or a file of it stands still. */
        INBOX_UNREAD(Severity.BAD, "#inbox-title"),
        /** They have not all been looked at yet, or can't be. */
        LETTERS_UNKNOWN(Severity.UNKNOWN, "#letters-title"),
        DEAD_LETTERS(Severity.WARNING, "#letters-title");

        private final Severity severity;
        private final String link;

        Kind(Severity severity, String link) {
            this.severity = severity;
            this.link = link;
        }
    }

    public static Problem of(Kind kind, String sentence) {
        return of(kind, 1, sentence);
    }

    static Problem of(Kind kind, int count, String sentence) {
        return new Problem(kind, kind.severity, count, sentence, kind.link);
    }
}
