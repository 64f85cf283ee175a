package io.orderflow;

import io.orderflow.inbox.InboxFiles;
import io.orderflow.kafka.KafkaClients;
import java.time.Duration;
import org.apache.camel.CamelContext;

/**
 * What has begun when the program is told to stop may end. What takes longer is ended in order, before Camel's shutdown cuts it
 * off: a file that is read stays in its inbox, and what Kafka does not acknowledge fails.
 */
final class StopPatience {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private StopPatience() {}

    /** @param kafkaIsAway then there is nothing to wait for */
    static void begin(CamelContext context, boolean kafkaIsAway) {
        KafkaClients kafka = context.getRegistry().lookupByNameAndType("kafkaClients", KafkaClients.class);
        InboxFiles files = context.getRegistry().lookupByNameAndType("inboxFiles", InboxFiles.class);
        Runnable unanswered = kafka.unanswered();
        Thread thread = new Thread(
                () -> {
                    if (!kafkaIsAway) {
                        sleep();
                    }
                    files.end();
                    unanswered.run();
                },
                "stop-patience");
        thread.setDaemon(true);
        thread.start();
    }

    private static void sleep() {
        try {
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
