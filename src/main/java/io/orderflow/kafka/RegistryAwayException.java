package io.orderflow.kafka;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry does not answer, or not yet: what needs it is tried again until it does, as with a broker. */
public class RegistryAwayException extends RetriableException {

    private static final long serialVersionUID = 1L;

    public RegistryAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
