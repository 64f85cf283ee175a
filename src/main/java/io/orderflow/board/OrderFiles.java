package io.orderflow.board;

/** Looks for orders in the files that were sent. */
public interface OrderFiles {

    /**
     * What was found.
     *
     * @param place the file and the place in it; null where it stands in none that was read
     * @param files how many were read
     * @param whole false where there was no time for all of them
     */
    record Found(String place, int files, boolean whole) {}

    /**
     * @param value of the order's record
     * @param time  when that was sent, in milliseconds
     */
    Found find(byte[] value, long time);
}
