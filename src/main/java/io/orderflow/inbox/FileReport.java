package io.orderflow.inbox;

import io.micrometer.core.instrument.Counter;
import io.orderflow.order.Quotation;
import java.util.List;

/** How far one file is, and what became of it: written by the thread that reads it, read by others. */
final class FileReport {

    private final String name;
    private final Counter received;
    private final Counter refused;
    private long receivedBefore;
    private long refusedBefore;
    /** Why it could not be archived the last time. */
    private String stuckFor;

    private volatile OrderFileState state;

    FileReport(String name, Counter received, Counter refused) {
        this.name = Quotation.printable(name);
        this.received = received;
        this.refused = refused;
        this.state = new OrderFileState(
                this.name, OrderFileState.Stage.READING, 0, 0, 0, 0, List.of(), System.currentTimeMillis());
    }

    OrderFileState state() {
        return state;
    }

    /** Counts what is new: a file that is read again from its first record on counts nothing until it is farther than before. */
    void reached(long position, long size, long orders, Refusals refusals) {
        received.increment(Math.max(0, orders - receivedBefore));
        refused.increment(Math.max(0, refusals.count() - refusedBefore));
        receivedBefore = Math.max(receivedBefore, orders);
        refusedBefore = Math.max(refusedBefore, refusals.count());
        state = new OrderFileState(
                name,
                OrderFileState.Stage.READING,
                size,
                position,
                orders,
                refusals.count(),
                refusals.first(),
                System.currentTimeMillis());
    }

    void archived() {
        become(
                state.refused() == 0 ? OrderFileState.Stage.DONE : OrderFileState.Stage.FAILED,
                state.reasons(),
                state.bytes());
    }

    /** It is delivered and can't be archived, for a reason in words; @return whether that is news */
    boolean stuck(String reason) {
        become(OrderFileState.Stage.STUCK, List.of(Quotation.printable(reason)), state.bytes());
        // it may have been read again in between, for its refusals
        boolean isNews = !reason.equals(stuckFor);
        stuckFor = reason;
        return isNews;
    }

    /** It was taken away, or another one took its name. */
    void lost(String reason) {
        become(OrderFileState.Stage.LOST, List.of(reason), state.read());
    }

    private void become(OrderFileState.Stage stage, List<String> reasons, long read) {
        state = new OrderFileState(
                name, stage, state.bytes(), read, state.orders(), state.refused(), reasons, System.currentTimeMillis());
    }
}
