package io.orderflow;

import io.orderflow.settings.LogSettings;
import java.util.Locale;

/** Runs the order pipeline until it is stopped. */
public final class Orderflow {

    private Orderflow() {}

    public static void main(String[] args) {
        // Camel, Kafka and this program write ports and read names by it: with others, ٩٠٩٢ is no port and "ıd" no
        // option
        Locale.setDefault(Locale.ROOT);
        Program.run(LogSettings.takeInvalid(System.getProperties()), args);
    }
}
