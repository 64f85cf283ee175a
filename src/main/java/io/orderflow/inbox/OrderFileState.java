package io.orderflow.inbox;

import java.util.List;

/**
 * What is known of one file that is or was in the inbox.
 *
 * @param bytes   its size
 * @param read    how many of them have been read
 * @param orders  how many orders stood in what was read
 * @param refused how many records in it are no orders
 * @param reasons why, of the first of them, or why it waits
 * @param time    milliseconds since 1970: when this was so
 */
public record OrderFileState(
        String name, Stage stage, long bytes, long read, long orders, long refused, List<String> reasons, long time) {

    /** Where it stands: archived are those that are done (taken whole) or failed (a record was refused). */
    public enum Stage {
        WAITING,
        READING,
        DONE,
        FAILED,
        STUCK,
        LOST
    }
}
