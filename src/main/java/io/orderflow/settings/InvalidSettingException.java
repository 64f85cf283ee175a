package io.orderflow.settings;

/** A setting that can't be used: its key, its value and what is wanted. */
public class InvalidSettingException extends RuntimeException {

    public InvalidSettingException(String message) {
        super(message);
    }
}
