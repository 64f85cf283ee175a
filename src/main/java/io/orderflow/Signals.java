package io.orderflow;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Ctrl-C and SIGTERM end the program in order, with exit code 0, and a second one at once.
 *
 * <p>Java's own way, a shutdown hook, ends with 143 whatever was done, and is deaf to a second signal. The JDK's class
 * for signals can be called by reflection only without a warning of the compiler, as Kafka's broker calls it too.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger("orderflow");
    private static final int KILLED = 130;
    /** Who sends one to a process and to its group, as {@code timeout} does, sends it twice. */
    private static final long ONE_SIGNAL = TimeUnit.MILLISECONDS.toNanos(250);

    private Signals() {}

    /**
     * @param stop is called at the first signal, on a thread of its own
     * @return whether there was one
     */
    static BooleanSupplier onStop(Runnable stop) {
        AtomicLong first = new AtomicLong();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(stop, args);
                        }
                        long now = System.nanoTime();
                        if (first.compareAndSet(0, now)) {
                            LOG.info("Stopping; once more ends at once");
                            stop.run();
                        } else if (now - first.get() > ONE_SIGNAL) {
                            Runtime.getRuntime().halt(KILLED);
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            for (String name : List.of("INT", "TERM")) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("This JVM does not let signals be handled", e);
        }
        return () -> first.get() != 0;
    }
}
