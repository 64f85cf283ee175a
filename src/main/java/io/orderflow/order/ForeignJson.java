package io.orderflow.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How JSON is parsed that anyone may have written. */
public final class ForeignJson {

    /** In bytes: a factory keeps the names of fields, some thousands of them, for the next parser. */
    private static final int LONGEST_NAME = 512;

    private ForeignJson() {}

    /** Of a factory that no name, however long or rare, makes keep more than some megabytes. */
    public static JsonFactoryBuilder factory() {
        JsonFactoryBuilder factory = new JsonFactoryBuilder();
        factory.streamReadConstraints(
                StreamReadConstraints.builder().maxNameLength(LONGEST_NAME).build());
        // interned, they would fill the JVM's string table
        return factory.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }
}
