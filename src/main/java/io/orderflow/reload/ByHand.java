package io.orderflow.reload;

/**
 * What a person has done with a route; it holds until a person undoes it, or the program ends.
 *
 * @param what {@code paused} or {@code stopped}
 * @param by   who did it
 * @param time when that was asked for, in milliseconds
 * @param done false while what is in flight is not done yet
 */
public record ByHand(String what, String by, long time, boolean done) {}
