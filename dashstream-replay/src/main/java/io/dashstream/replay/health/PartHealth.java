package io.dashstream.replay.health;

import java.util.Optional;

/**
 * How one part of a server is.
 *
 * @param state how it is
 * @param detail what is wrong, for an operator
 */
public record PartHealth(State state, Optional<String> detail) {

    /** How a part is, from good to bad. */
    public enum State {
        /** As it should be. */
        OK,
        /** It works, and something is wrong. */
        DEGRADED,
        /** It is not there yet, and nothing says that it will not be. */
        STARTING,
        /** It does not work. */
        BROKEN
    }

    static PartHealth ok() {
        return new PartHealth(State.OK, Optional.empty());
    }

    static PartHealth is(State state, String detail) {
        return new PartHealth(state, Optional.of(detail));
    }
}
