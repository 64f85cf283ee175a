package io.orderflow;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How Java reads files and their names here. */
final class Encoding {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");

    private Encoding() {}

    /** Warns where it is not UTF-8, which routes and order files are in. */
    static void check() {
        String fileNames = System.getProperty("sun.jnu.encoding");
        if (!Charset.defaultCharset().equals(StandardCharsets.UTF_8) || !fileNames.equals("UTF-8")) {
            LOG.warn(
                    "Java reads files as {} and file names as {} here; start it with -Dfile.encoding=UTF-8 and LC_ALL=C.UTF-8",
                    Charset.defaultCharset(),
                    fileNames);
        }
    }
}
