package io.orderflow.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How much of this process a stranger may take up.
 *
 * @param connections open at the same time
 * @param request     a connection may take for its request's headers, stand still in its body, or wait for the next one
 * @param answer      may stand still, while it is made or while it is read; lines may be read slowly for so long
 * @param guess       a wrong password waits for its answer
 * @param report      the same thing is reported once in that time
 */
record Limits(int connections, Duration request, Duration answer, Duration guess, Duration report) {

    private static final int CONNECTIONS = 256;

    /** A quarter of the open files is left for HTTP: without the others the broker could not go on. */
    static Limits ofThisProcess() {
        return new Limits(
                (int) Math.min(CONNECTIONS, openFiles() / 4),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1));
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
