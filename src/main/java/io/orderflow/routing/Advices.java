package io.orderflow.routing;

import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.support.OrderedComparator;

/** What is done before and after a step or a route, in Camel's order; Camel's own list of them can't be read. */
final class Advices {

    static final Advices NONE = new Advices(new CamelInternalProcessorAdvice<?>[0]);
    private static final Object[] NO_STATES = {};

    private final CamelInternalProcessorAdvice<?>[] advices;

    private Advices(CamelInternalProcessorAdvice<?>[] advices) {
        this.advices = advices;
    }

    Advices with(CamelInternalProcessorAdvice<?> advice) {
        CamelInternalProcessorAdvice<?>[] more = Arrays.copyOf(advices, advices.length + 1);
        more[advices.length] = advice;
        Arrays.sort(more, OrderedComparator.get());
        return new Advices(more);
    }

    Advices without(CamelInternalProcessorAdvice<?> advice) {
        return new Advices(
                Arrays.stream(advices).filter(a -> !a.equals(advice)).toArray(CamelInternalProcessorAdvice<?>[]::new));
    }

    boolean areAll(Iterable<Class<?>> known) {
        return Arrays.stream(advices).allMatch(advice -> {
            for (Class<?> type : known) {
                if (type.isInstance(advice)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** @return what {@link #after} wants back */
    Object[] before(Exchange exchange) throws Exception {
        Object[] states = NO_STATES;
        for (int i = 0; i < advices.length; i++) {
            Object state = advices[i].before(exchange);
            if (state != null) {
                states = states == NO_STATES ? new Object[advices.length] : states;
                states[i] = state;
            }
        }
        return states;
    }

    /** All of them, whatever one of them throws. */
    void after(Exchange exchange, Object[] states) {
        for (int i = advices.length - 1; i >= 0; i--) {
            try {
                after(advices[i], exchange, states == NO_STATES ? null : states[i]);
            } catch (Throwable e) {
                exchange.setException(e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void after(CamelInternalProcessorAdvice<T> advice, Exchange exchange, Object state)
            throws Exception {
        advice.after(exchange, (T) state);
    }
}
