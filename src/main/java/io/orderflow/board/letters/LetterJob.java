package io.orderflow.board.letters;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Something that is done with letters, and how far it is.
 *
 * @param what    what becomes of them
 * @param total   how many letters were meant
 * @param done    with how many it is done
 * @param skipped how many were not as they had to be: somebody else was first, they are gone, or
 *     they are to be replayed and have no record
 * @param trouble why it does not go on, or null
 */
public record LetterJob(
        String id, LetterState what, String by, State state, long total, long done, long skipped, String trouble) {

    /** Where it stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    LetterJob with(long newDone, long newSkipped) {
        return new LetterJob(id, what, by, State.RUNNING, total, newDone, newSkipped, null);
    }

    LetterJob in(State newState, String why) {
        return new LetterJob(id, what, by, newState, total, done, skipped, why);
    }

    @JsonIgnore
    public boolean isOver() {
        return state != State.RUNNING;
    }
}
