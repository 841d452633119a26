package io.dashstream.examples.agent;

/**
 * A sentence the agent may answer with.
 *
 * @param passage the id of the passage it is from
 * @param text    the sentence
 */
public record Quote(String passage, String text) {

    String work() {
        return passage.substring(0, passage.indexOf('#'));
    }
}
