package io.orderflow.settings;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/** What a topic's name can be. */
public final class TopicName {

    public static final String WANTED =
            "a topic's name: 1 to 249 of the characters a to z, A to Z, 0 to 9, . _ and -, and not . or .. alone";

    private TopicName() {}

    public static boolean isValid(String name) {
        try {
            Topic.validate(name);
            return true;
        } catch (InvalidTopicException e) {
            return false;
        }
    }
}
