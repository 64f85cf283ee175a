package io.orderflow.order;

/** A record that is no order; the message says in words what was there and what is wanted. */
public class InvalidOrderException extends RuntimeException {

    public InvalidOrderException(String reason) {
        super(reason);
    }

    public InvalidOrderException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
