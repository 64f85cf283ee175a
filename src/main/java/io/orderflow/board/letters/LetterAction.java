package io.orderflow.board.letters;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What somebody did with a dead letter, as it stands in the topic of actions.
 *
 * @param state what it became
 * @param by    the user and the address
 * @param at    milliseconds since 1970
 * @param word  why, or null
 * @param letterTime the letter's timestamp: another letter at its place, of a topic that was created again, is not meant
 * @param owner names the one piece of work in which it is done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterAction(LetterState state, String by, long at, String word, long letterTime, String owner) {}
