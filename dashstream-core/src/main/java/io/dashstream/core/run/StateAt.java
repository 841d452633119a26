package io.dashstream.core.run;

import java.util.Optional;

/** The answer to "what was the state of this run at that sequence": either a right one or why there is none. */
public sealed interface StateAt {

    /**
     * The state is known.
     *
     * @param value the state, as of the last state message not after the sequence that was asked for
     */
    record Known(RebuiltState value) implements StateAt {}

    /**
     * The state was lost before that sequence and not regained until after it.
     *
     * @param corruption what took it away
     */
    record Corrupted(Corruption corruption) implements StateAt {}

    /**
     * The run had no state yet that could be known: none came with its start, or its start was not seen.
     */
    record NoBase() implements StateAt {}

    /**
     * It was known once, but has been dropped to stay within the memory limits.
     *
     * @param oldestKept the first sequence for which an answer is kept, unsigned
     */
    record Dropped(long oldestKept) implements StateAt {}

    /**
     * The run began later.
     *
     * @param first the run's first sequence, unsigned
     */
    record BeforeStart(long first) implements StateAt {}

    /**
     * The run has not come that far.
     *
     * @param last the run's last sequence, unsigned
     */
    record NotReached(long last) implements StateAt {}

    /**
     * The state, if it is known.
     *
     * @return the state
     */
    default Optional<RebuiltState> state() {
        return this instanceof Known known ? Optional.of(known.value()) : Optional.empty();
    }
}
