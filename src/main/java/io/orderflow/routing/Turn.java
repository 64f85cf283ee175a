package io.orderflow.routing;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;

/**
 * One step's turn with an exchange: whoever comes second, the step's end or the return of the call, goes on with the
 * exchange, so that exactly one does, and on the caller's stack wherever the step has ended by then.
 */
public abstract class Turn extends AtomicInteger implements AsyncCallback {

    private static final int CALLED = 0;
    private static final int ENDED = 1;
    private static final int LEFT = 2;

    protected final transient Exchange exchange;
    /** The thread that is in {@link #take}; what it does itself needs no atomic operation. */
    private transient Thread caller;

    private boolean endedByCaller;
    private boolean synchronous;

    protected Turn(Exchange exchange) {
        this.exchange = exchange;
    }

    /** What is done in another thread when the step ends there, after {@link #take} has returned false. */
    protected abstract void goOn();

    /**
     * Whatever the step throws, an Error too, is the exchange's failure.
     *
     * @return whether the step has ended, and the caller goes on
     */
    protected final boolean take(AsyncProcessor step) {
        lazySet(CALLED);
        endedByCaller = false;
        synchronous = false;
        caller = Thread.currentThread();
        try {
            synchronous = step.process(exchange, this);
        } catch (Throwable e) {
            set(ENDED);
            exchange.setException(e);
            return true;
        } finally {
            caller = null;
        }
        return endedByCaller || get() == ENDED || !compareAndSet(CALLED, LEFT);
    }

    /** Whether the last step said when it returned that it is done, so that nobody has the exchange any more. */
    protected final boolean wasSynchronous() {
        return synchronous;
    }

    /** Camel's own steps say what they like about being synchronous, and may call twice after an Error. */
    @Override
    public final void done(boolean synchronously) {
        if (caller == Thread.currentThread()) {
            endedByCaller = true;
        } else if (!compareAndSet(CALLED, ENDED) && compareAndSet(LEFT, ENDED)) {
            goOn();
        }
    }
}
