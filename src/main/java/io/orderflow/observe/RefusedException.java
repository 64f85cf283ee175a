package io.orderflow.observe;

/** A request that is answered with a problem. */
public final class RefusedException extends RuntimeException {

    private final int status;

    /** @param detail a sentence for the person who can do something about it */
    public RefusedException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    Answer answer() {
        return Answer.problem(status, getMessage());
    }
}
