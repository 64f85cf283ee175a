package io.orderflow.kafka;

/** What a group has done beyond the offset that it has committed. */
public interface DoneOffsets {

    /** Nothing. */
    DoneOffsets NONE = new DoneOffsets() {
        @Override
        public boolean contains(long offset) {
            return false;
        }

        @Override
        public long count() {
            return 0;
        }
    };

    /** Reads it from a commit. */
    interface Reader {

        /** @param metadata the commit's, or null; anybody may have written it */
        DoneOffsets read(long committed, String metadata);
    }

    boolean contains(long offset);

    /** How many there are. */
    long count();
}
