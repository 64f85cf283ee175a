package io.orderflow.observe;

/**
 * What went through a route or a step.
 *
 * @param exchanges  how many, and how many of them failed
 * @param meanMillis how long one took; null where none came, as with the others
 * @param p50Millis  half of them took no longer, by a sample: a thousand a second, and one of 64 of the others
 */
public record Through(long exchanges, long failures, Double meanMillis, Double p50Millis, Double p99Millis) {

    public static final Through NONE = new Through(0, 0, null, null, null);
}
