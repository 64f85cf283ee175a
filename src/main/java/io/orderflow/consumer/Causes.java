package io.orderflow.consumer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelExecutionException;

/** What has caused a failure: Camel and Java wrap it in exceptions that say nothing by themselves. */
public final class Causes {

    private static final int MAX_DEPTH = 100;

    private Causes() {}

    /** The first cause that is no mere wrapper. */
    public static Throwable of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_DEPTH && isWrapper(cause); i++) {
            cause = cause.getCause();
        }
        return cause;
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
