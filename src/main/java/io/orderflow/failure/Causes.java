package io.orderflow.failure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;

/** What has caused a failure: Camel and Java wrap it in exceptions that say nothing by themselves. */
public final class Causes {

    private static final int MAX_DEPTH = 100;

    private Causes() {}

    /** The failure, its cause, the cause of that, and so on: a hundred of them at the most, since they may form a circle. */
    public static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MAX_DEPTH)
                .toList();
    }

    /** The first cause that is no mere wrapper. */
    public static Throwable of(Throwable failure) {
        return chain(failure).stream()
                .filter(cause -> !isWrapper(cause))
                .findFirst()
                .orElse(failure);
    }

    /** The cause that has none itself. */
    public static Throwable root(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return chain.get(chain.size() - 1);
    }

    /** A failure's message, or else its class's name. */
    public static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** The messages of a failure and its causes, each once: "SSL handshake failed" says less than what has caused it. */
    public static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable cause : chain(failure)) {
            String reason = reason(cause);
            if (!isWrapper(cause) && reasons.indexOf(reason) < 0) {
                reasons.append(reasons.isEmpty() ? "" : ": ").append(reason);
            }
        }
        return reasons.toString();
    }

    private static boolean isWrapper(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null
                && (failure instanceof CamelExecutionException
                        || failure instanceof InvocationTargetException
                        || failure instanceof UndeclaredThrowableException
                        || failure instanceof ExecutionException
                        || failure instanceof CompletionException
                        || failure.getMessage() == null
                        || failure.getMessage().equals(cause.toString()));
    }
}
