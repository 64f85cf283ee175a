package io.orderflow.reload;

/**
 * A change of the routes' files.
 *
 * @param time     when it was looked at, in milliseconds
 * @param sentence what changed, or what is wrong
 * @param taken    false where nothing changed for that
 */
public record Save(long time, String sentence, boolean taken) {}
