package io.orderflow.order;

/** A record that is no order; the message says in words what was there and what is wanted. */
public class InvalidOrderException extends RuntimeException {

    public InvalidOrderException(String reason) {
        this(reason, null);
    }

    public InvalidOrderException(String reason, Throwable cause) {
        // without a stack trace: the record is at fault, no code is, and there may be thousands of them a second
        super(reason, cause, false, false);
    }
}
