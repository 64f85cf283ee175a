package io.orderflow.consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Is given each try of a record that fails and is followed by another one; a bean of the registry. Called in many threads. */
public interface FailedTries {

    FailedTries NOBODYS = (record, number, cause) -> {};

    /**
     * @param number 1 for the first try
     * @param cause  why it has failed
     */
    void note(ConsumerRecord<byte[], byte[]> record, int number, Throwable cause);

    static FailedTries find(CamelContext context) {
        FailedTries found = CamelContextHelper.findSingleByType(context, FailedTries.class);
        return found == null ? NOBODYS : found;
    }
}
