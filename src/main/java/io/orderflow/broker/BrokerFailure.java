package io.orderflow.broker;

import io.orderflow.failure.Causes;
import io.orderflow.failure.MemoryShortage;
import io.orderflow.kafka.BrokerException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Why the embedded broker can't run, in one sentence for the person who can mend it. Only damaged data is called so. */
final class BrokerFailure {

    private static final long MEGABYTE = 1024 * 1024;
    /** With less it does not start, or runs out of memory soon. */
    private static final long LEAST_HEAP = 56 * MEGABYTE;

    private static final String DAMAGED = "If the data is damaged, move the folder away and start with an empty one";

    private final BrokerAddress address;
    private final Path directory;
    private final BooleanSupplier memoryWasShort;

    BrokerFailure(BrokerAddress address, Path directory) {
        this(address, directory, MemoryShortage::wasSeenLately);
    }

    /** @param memoryWasShort whether the heap was full lately */
    BrokerFailure(BrokerAddress address, Path directory, BooleanSupplier memoryWasShort) {
        this.address = address;
        this.directory = directory;
        this.memoryWasShort = memoryWasShort;
    }

    /** Why the start failed. */
    String sentence(Throwable failure) {
        if (any(failure, OutOfMemoryError.class::isInstance)) {
            return memory();
        }
        if (any(failure, BindException.class::isInstance)) {
            return "%s can't be used for the embedded broker (%s); stop what listens there, or name another address in camel.component.kafka.brokers"
                    .formatted(address, words(failure));
        }
        return ofTheDisk(failure)
                .or(this::ofTheFolder)
                .orElseGet(() -> "The embedded broker can't start on %s with its data in %s: %s. %s"
                        .formatted(address, directory, words(failure), DAMAGED));
    }

    /**
     * Why Kafka halts the process. It keeps that to itself, so memory and folder are asked.
     *
     * @param message what Kafka says beside it, or null
     */
    String sentence(String message) {
        return ofTheFolder()
                .or(() -> isMemoryShort() ? Optional.of(memory()) : Optional.empty())
                .orElseGet(() -> "The embedded broker can't go on with its data in %s%s; why, the lines before say. %s"
                        .formatted(directory, message == null ? "" : " (" + message + ")", DAMAGED));
    }

    /** @throws BrokerException where the heap is too small for it to last */
    void requireHeap() {
        if (Runtime.getRuntime().maxMemory() < LEAST_HEAP) {
            throw new BrokerException(memory());
        }
    }

    private String memory() {
        return "The embedded broker has too little memory (a heap of %d MB); start the program with -Xmx128m or more. Its data in %s is whole"
                .formatted(Runtime.getRuntime().maxMemory() / MEGABYTE, directory);
    }

    private boolean isMemoryShort() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return memoryWasShort.getAsBoolean() || runtime.maxMemory() < LEAST_HEAP || used > runtime.maxMemory() * 0.95;
    }

    private Optional<String> ofTheFolder() {
        try {
            write();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(sentence(e));
        }
    }

    /** Why the folder can't be written. */
    String sentence(IOException refused) {
        return ofTheDisk(refused)
                .orElseGet(() ->
                        "The embedded broker can't write its data folder %s (%s); make it writable, or name another one in orders.broker.directory"
                                .formatted(directory, Causes.words(refused)));
    }

    /** Nothing where the disk has room, and files may be opened. */
    private Optional<String> ofTheDisk(Throwable failure) {
        if (any(failure, cause -> says(cause, "No space left") || says(cause, "quota exceeded"))) {
            return Optional.of(
                    "No space left on the disk of the embedded broker's data folder %s; make room and start again. What was written before is whole"
                            .formatted(directory));
        }
        return any(failure, cause -> says(cause, "Too many open files"))
                ? Optional.of(
                        "The embedded broker needs more open files than this process may have; raise the limit (ulimit -n). Its data in %s is whole"
                                .formatted(directory))
                : Optional.empty();
    }

    /** As much as a batch of orders. */
    private void write() throws IOException {
        Path trial = Files.createTempFile(directory, "trial", ".tmp");
        try {
            Files.write(trial, new byte[(int) MEGABYTE]);
        } finally {
            Files.delete(trial);
        }
    }

    private static boolean any(Throwable failure, Predicate<Throwable> test) {
        return Causes.chain(failure).stream().anyMatch(test);
    }

    private static boolean says(Throwable cause, String words) {
        return cause.getMessage() != null && cause.getMessage().contains(words);
    }

    private static String words(Throwable failure) {
        return Causes.words(Causes.root(failure)).replaceFirst("\\.+$", "");
    }
}
