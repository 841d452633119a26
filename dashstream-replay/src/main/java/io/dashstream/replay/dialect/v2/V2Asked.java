package io.dashstream.replay.dialect.v2;

/**
 * How a client put a resume.
 *
 * @param mode a word of the protocol
 * @param from a word of the protocol
 */
record V2Asked(String mode, String from) {

    /** What a session starts with that nobody asked anything. */
    static final V2Asked NOTHING = new V2Asked("partition", "latest");
}
