package io.orderflow.board;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

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
        UNKNOWN;

        @JsonValue
        String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What can be wrong, the cause before its effects. */
    public enum Kind {
        KAFKA_AWAY("Kafka does not answer"),
        KAFKA_UNKNOWN("Kafka has not been asked yet"),
        TROUBLE("A topic is gone or a partition has no leader, or work that never ends has ended"),
        CONSUMER_TROUBLE("A consumer has ended, can't read, or does not poll"),
        ROUTE_FILES("A saved change of the routes was not taken"),
        ORDERS_WAITING("Orders have failed and wait for their next try"),
        NO_PROGRESS("Orders are there and none is processed"),
        ROUTE_STOPPED("A route that should run does not"),
        INBOX_UNREAD("The inbox is not read, or a file of it stands still"),
        DEAD_LETTERS("Dead letters are open");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
