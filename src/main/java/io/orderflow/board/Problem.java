package io.orderflow.board;

/**
 * One thing that is wrong, or not known, and that a person should see.
 *
 * @param sentence what it is, why, and what happens next, as far as that is known
 * @param link     where the board shows it
 */
public record Problem(Kind kind, Severity severity, String sentence, String link) {

    /** From the worst to the least. */
    public enum Severity {
        BAD,
        WARNING,
        UNKNOWN
    }

    /** What can be wrong, the cause before its effects. */
    public enum Kind {
        KAFKA_AWAY,
        /** It has not been asked yet. */
        KAFKA_UNKNOWN,
        /** A topic is gone or a partition has no leader, or work that never ends has ended. */
        TROUBLE,
        /** A consumer has ended, can't read, or does not poll. */
        CONSUMER_TROUBLE,
        /** A saved change of the routes was not taken. */
        ROUTE_FILES,
        /** Orders have failed and wait for their next try. */
        ORDERS_WAITING,
        /** Orders are there and none is processed. */
        NO_PROGRESS,
        ROUTE_STOPPED,
        /** The inbox is not read, or a file of it stands still. */
        INBOX_UNREAD,
        DEAD_LETTERS
    }
}
