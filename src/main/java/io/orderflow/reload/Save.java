package io.orderflow.reload;

import java.util.List;

/**
 * A change of the routes' files.
 *
 * @param time     when it was looked at, in milliseconds
 * @param sentence what changed, or what is wrong
 * @param taken    false where nothing changed for that
 * @param mistakes each of them where there are several, which the sentence counts
 */
public record Save(long time, String sentence, boolean taken, List<String> mistakes) {}
