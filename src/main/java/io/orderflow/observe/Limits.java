package io.orderflow.observe;

import io.orderflow.failure.OpenFiles;
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

    static Limits ofThisProcess() {
        return new Limits(
                Math.min(CONNECTIONS, OpenFiles.quarter()),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1));
    }
}
