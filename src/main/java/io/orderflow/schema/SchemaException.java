package io.orderflow.schema;

/** The schema registry refuses, or a schema can't be used: nothing that waiting heals. */
class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaException(String message) {
        super(message);
    }

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
