package io.orderflow.failure;

import java.util.concurrent.RejectedExecutionException;

/** What was waited for does not come any more, since the program ends. Nobody's fault: what waited is done after the next start. */
public final class ProgramEndsException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /** @param what was waited for, as a sentence about the present */
    public ProgramEndsException(String what) {
        super(what + ", and the program ends");
    }

    /** Whether a failure is one, or was caused by one. */
    public static boolean isCauseOf(Throwable failure) {
        return Causes.chain(failure).stream().anyMatch(ProgramEndsException.class::isInstance);
    }
}
