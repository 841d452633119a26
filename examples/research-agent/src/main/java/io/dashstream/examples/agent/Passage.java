package io.dashstream.examples.agent;

/**
 * One paragraph of a work.
 *
 * @param id   work and number, as in {@code federalist-51#4}
 * @param text its words
 */
public record Passage(String id, String text) {

    /**
     * The work it is from.
     *
     * @return the first part of its id
     */
    public String work() {
        return id.substring(0, id.indexOf('#'));
    }
}
