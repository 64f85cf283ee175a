package io.orderflow.kafka;

/** What keeps the broker or its topics from being used, in one sentence for whoever runs the program. */
public class BrokerException extends RuntimeException {

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
