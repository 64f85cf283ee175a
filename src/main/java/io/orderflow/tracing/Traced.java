package io.orderflow.tracing;

import io.opentelemetry.api.trace.Span;
import org.slf4j.MDC;

/**
 * The span of a route that an exchange goes through. It is the current one of its thread, so that what is logged there
 * and sent from there belongs to it, until the route is left; where that is in another thread, what the first one does
 * next begins with none.
 *
 * @param outer of the route that has called this one, or null
 * @param file whether it is that of a file, whose records are traces of their own
 */
record Traced(Span span, Traced outer, Thread thread, boolean file) {

    private static final String TRACE_ID = "trace.id";
    private static final ThreadLocal<Traced> CURRENT = new ThreadLocal<>();

    static Traced current() {
        return CURRENT.get();
    }

    static Traced enter(Span span, Traced outer, boolean file) {
        Traced traced = new Traced(span, outer, Thread.currentThread(), file);
        traced.makeCurrent();
        return traced;
    }

    /** Whatever was left there: what begins now is not traced. */
    static void enterNone() {
        if (CURRENT.get() != null) {
            leaveAll();
        }
    }

    void leave() {
        if (thread == Thread.currentThread() && CURRENT.get() == this) {
            if (outer == null || outer.thread != thread) {
                leaveAll();
            } else {
                outer.makeCurrent();
            }
        }
    }

    private void makeCurrent() {
        CURRENT.set(this);
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
    }

    private static void leaveAll() {
        CURRENT.remove();
        MDC.remove(TRACE_ID);
    }
}
