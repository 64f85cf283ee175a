package io.orderflow.routing;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Handler;

/** What a step in a test does. */
public class TestSteps {

    @Handler
    public String shout(String body) {
        return body + "!";
    }

    public String refuse(String body) {
        if (body.startsWith("fail")) {
            throw new IllegalArgumentException("refused: " + body);
        }
        return body + " taken";
    }

    public List<String> parts(String body) {
        return new ArrayList<>(List.of(body + "1", body + "2", body + "3"));
    }

    public String overflow(String body) {
        return overflow(body + body.length()) + body;
    }

    public String missing() {
        throw new NoClassDefFoundError("some/Thing");
    }

    public String exhaust() {
        throw new OutOfMemoryError("no more");
    }
}
