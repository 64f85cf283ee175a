package io.orderflow.inbox.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** Whether bytes are JSON, as Jackson reads it. */
final class JsonCheck {

    private JsonCheck() {}

    /** True where the bytes are one value, and nothing else. */
    static boolean isValue(byte[] buffer, int start, int length) throws IOException {
        return check(buffer, start, length, false);
    }

    /** True where they are one, or all that is wrong with them is that they end. */
    static boolean isBeginning(byte[] buffer, int start, int length) throws IOException {
        return check(buffer, start, length, true);
    }

    private static boolean check(byte[] buffer, int start, int length, boolean unfinished) throws IOException {
        // one for each check, since it keeps the names of fields, of any length here
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        try (JsonParser json = factory.createParser(buffer, start, length)) {
            json.nextToken();
            json.skipChildren();
            return json.nextToken() == null;
        } catch (JsonProcessingException e) {
            JsonLocation found = e.getLocation();
            return unfinished && found != null && found.getByteOffset() >= length;
        }
    }
}
