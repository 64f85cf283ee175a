package io.orderflow;

/** A setting that can't be used: its key, its value and what is wanted. */
class InvalidSettingException extends RuntimeException {

    InvalidSettingException(String message) {
        super(message);
    }
}
