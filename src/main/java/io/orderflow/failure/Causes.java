package io.orderflow.failure;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;

/** What has caused a failure: Camel and Java wrap it in exceptions that say nothing by themselves. */
public final class Causes {

    private static final int MAX_DEPTH = 100;

    private static final String FAULT = "a fault in the program";
    /** With the package before it: where Java has one in its words, it speaks to a programmer. */
    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z_][a-z_0-9]*\\.){2,}[A-Z]\\w*");

    /** The class of an exception, which a library puts into its words. */
    private static final Pattern EXCEPTION = Pattern.compile(
            "\\b(?:[a-z_][a-z_0-9]*\\.){2,}(?:[A-Z]\\w*\\$)*([A-Z]\\w*?)(?:Exception|Error)\\b(: (?=\\S))?");
    /** What a class says where its exception has no words; the others by the words of their name. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("Disconnect", "the connection was lost"),
            Map.entry("Network", "the connection was lost"),
            Map.entry("ClosedChannel", "the connection was closed"),
            Map.entry("AsynchronousClose", "the connection was closed"),
            Map.entry("Connect", "there is no connection"),
            Map.entry("Timeout", "no answer in time"),
            Map.entry("SocketTimeout", "no answer in time"),
            Map.entry("HttpTimeout", "no answer in time"),
            Map.entry("HttpConnectTimeout", "no answer in time"),
            Map.entry("EOF", "it ends too early"),
            Map.entry("Interrupted", "it was interrupted"),
            Map.entry("UnknownHost", "there is no such host"),
            Map.entry("NoClassDefFound", "a class is missing"),
            Map.entry("ClassNotFound", "a class is missing"));

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

    /**
     * For a person, what has caused a failure that was not foreseen, and is not a step's own: without the name of a class,
     * which is for the log at level DEBUG.
     */
    public static String words(Throwable failure) {
        return wordsOf(of(failure));
    }

    private static String wordsOf(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return "too little memory";
        }
        if (cause instanceof StackOverflowError) {
            return "something is nested too deep";
        }
        if (cause instanceof FileSystemException file) {
            return ofFile(file);
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return ofClass(cause.getClass().getName());
        }
        if (cause instanceof UnknownHostException) {
            return "there is no host " + message;
        }
        String plain = withoutClasses(message);
        return isForProgrammers(cause, plain) ? FAULT : plain;
    }

    /**
     * A failure's message, which is for the person who has caused it, or else the words of its class: without the name of an
     * exception's class.
     */
    public static String plainReason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? wordsOf(failure) : withoutClasses(message);
    }

    private static String withoutClasses(String message) {
        return EXCEPTION
                .matcher(message)
                .replaceAll(found -> found.group(2) != null ? "" : Matcher.quoteReplacement(ofClass(found.group())));
    }

    private static String ofClass(String name) {
        String simple = name.replaceFirst(".*[.$]", "").replaceFirst("(Exception|Error)$", "");
        String words = WORDS.get(simple);
        if (words != null) {
            return words;
        }
        return name.startsWith("java.")
                ? FAULT
                : simple.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** Such as an index out of bounds: its words, where it has some, say nothing to anyone else. */
    private static boolean isForProgrammers(Throwable cause, String message) {
        boolean speaks = cause.getClass() == RuntimeException.class
                || cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException
                || cause instanceof UncheckedIOException;
        return cause instanceof LinkageError
                || cause.getClass().getName().startsWith("java.")
                        && (cause instanceof RuntimeException && !speaks
                                || CLASS.matcher(message).find());
    }

    private static String ofFile(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "this program has not the right to";
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failure instanceof FileSystemLoopException) {
            return "the link %s leads back to a folder that it is in".formatted(failure.getFile());
        }
        return failure.getReason() == null ? "the file system says no more of it" : failure.getReason();
    }

    /** The messages of a failure and its causes, each once: "SSL handshake failed" says less than what has caused it. */
    public static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable cause : chain(failure)) {
            String reason = wordsOf(cause);
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
