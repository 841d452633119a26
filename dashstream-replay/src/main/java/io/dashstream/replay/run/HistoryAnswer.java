package io.dashstream.replay.run;

import io.dashstream.core.run.Corruption;
import io.dashstream.core.run.RebuiltState;
import java.util.Optional;

/** The state of a run at a sequence, or why it is not known. A state that is handed out is right. */
public sealed interface HistoryAnswer {

    /**
     * The state is known.
     *
     * @param state the state after the last state message that is not behind the sequence, and whether its hash was
     *     compared
     */
    record Known(RebuiltState state) implements HistoryAnswer {}

    /**
     * The run had lost its state at that sequence.
     *
     * @param corruption since when and why
     */
    record Corrupted(Corruption corruption) implements HistoryAnswer {}

    /**
     * The state is not known.
     *
     * @param reason why
     * @param detail what exactly, for people
     */
    record Unknown(Reason reason, String detail) implements HistoryAnswer {}

    /** Why a state is not known. */
    enum Reason {
        /** No run of this key is in the index. */
        NO_SUCH_RUN,
        /** The index has not read the whole log to its end yet, and has not come across this; asking again is right. */
        NOT_INDEXED_YET,
        /** The run began behind the sequence. */
        BEFORE_START,
        /** The run has not come that far. */
        NOT_REACHED,
        /** The run had not said any state by then. */
        NO_STATE_YET,
        /** The records that it takes are no longer kept. */
        HISTORY_GONE,
        /** It takes more memory than is allowed for one answer. */
        TOO_LARGE,
        /** The store can't be read at the moment; asking again is right. */
        STORE_UNAVAILABLE,
        /** It took longer than one answer may take. */
        TIMED_OUT,
        /** As many states are being rebuilt as may be at once; asking again is right. */
        BUSY
    }

    /**
     * The state, if it is known.
     *
     * @return the state
     */
    default Optional<RebuiltState> known() {
        return this instanceof Known answer ? Optional.of(answer.state()) : Optional.empty();
    }
}
