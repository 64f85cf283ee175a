package io.orderflow.schema;

import java.io.EOFException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.SystemLimitException;

/** Why bytes are no Avro of their schema, in words of our own. */
final class AvroFault {

    private AvroFault() {}

    /** @param fault what Avro's reader threw */
    static String words(Exception fault) {
        if (fault instanceof EOFException) {
            return "it breaks off";
        } else if (fault instanceof InvalidNumberEncodingException) {
            return "a number in it has no end";
        } else if (fault instanceof IndexOutOfBoundsException || fault instanceof AvroTypeException) {
            return "it chooses what the schema does not have";
        } else if (fault instanceof UnsupportedOperationException
                || fault instanceof SystemLimitException
                || String.valueOf(fault.getMessage()).startsWith("Malformed data")) {
            return "a length in it can't be";
        }
        return "its bytes are none of that schema";
    }
}
