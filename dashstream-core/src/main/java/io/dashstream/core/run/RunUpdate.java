package io.dashstream.core.run;

import io.dashstream.core.wire.v1.DashStreamMessage;

/**
 * Something that a message changed or showed. For one message the order is: what it means for its thread, that its run
 * started, that the message was observed, what it did to the state, that the run ended.
 */
public sealed interface RunUpdate {

    /**
     * The thread it concerns.
     *
     * @return its key
     */
    ThreadKey thread();

    /**
     * The message it concerns, or the first one of a range.
     *
     * @return an unsigned number; 0 for a message without a number
     */
    long sequence();

    /** An update of one run. */
    sealed interface OfRun extends RunUpdate {

        /**
         * The run it concerns.
         *
         * @return its key
         */
        RunKey key();

        @Override
        default ThreadKey thread() {
            return key().thread();
        }
    }

    /** An update of a thread as a whole. */
    sealed interface OfThread extends RunUpdate {}

    /**
     * A run is seen for the first time, or starts anew under the same id.
     *
     * @param key the run
     * @param sequence its first message
     * @param beginning whether that is its start
     */
    record RunStarted(RunKey key, long sequence, Beginning beginning) implements OfRun {}

    /**
     * A run whose start was not seen had a makeshift id and now has its own. The makeshift one is gone.
     *
     * @param key the run's own key
     * @param sequence the message that named it
     * @param previous the key it had until now
     */
    record RunNamed(RunKey key, long sequence, RunKey previous) implements OfRun {}

    /**
     * A message of a run, each exactly once and in order. A late message or a duplicate is none of these.
     *
     * @param key the run
     * @param sequence the message's number
     * @param message the message; events of a batch are messages of their own
     */
    record MessageObserved(RunKey key, long sequence, DashStreamMessage message) implements OfRun {}

    /**
     * A run has a new state.
     *
     * @param key the run
     * @param sequence the message that made it so
     * @param state the state after it
     * @param source what kind of message made it so
     */
    record StateChanged(RunKey key, long sequence, RebuiltState state, StateSource source) implements OfRun {}

    /**
     * A diff was not applied because the state before it is not known.
     *
     * @param key the run
     * @param sequence the diff
     */
    record StateSkipped(RunKey key, long sequence) implements OfRun {}

    /**
     * An initial state, a full state or a checkpoint could not be taken, so that the state stays unknown.
     *
     * @param key the run
     * @param sequence the message
     * @param why what is wrong with it
     */
    record BaseRefused(RunKey key, long sequence, Corruption why) implements OfRun {}

    /**
     * The state of a run is not known from here on.
     *
     * @param key the run
     * @param sequence the message at which that was noticed
     * @param corruption since when and why
     */
    record RunCorrupted(RunKey key, long sequence, Corruption corruption) implements OfRun {}

    /**
     * The state of a run is known again. A {@link StateChanged} with the state follows.
     *
     * @param key the run
     * @param sequence the message that healed it
     * @param healed what had taken the state away
     */
    record RunRecovered(RunKey key, long sequence, Corruption healed) implements OfRun {}

    /**
     * A run ended, or its end is not expected any more.
     *
     * @param key the run
     * @param sequence its last message
     * @param end how it ended
     */
    record RunEnded(RunKey key, long sequence, RunEnd end) implements OfRun {}

    /**
     * A run was forgotten to stay within the memory limits.
     *
     * @param key the run
     * @param sequence its last message
     */
    record RunEvicted(RunKey key, long sequence) implements OfRun {}

    /**
     * Messages of a thread are missing. Every run of it that has not ended is told so too.
     *
     * @param thread the thread
     * @param sequence the first missing one
     * @param last the last missing one, unsigned
     */
    record SequenceHole(ThreadKey thread, long sequence, long last) implements OfThread {}

    /**
     * A thread's numbers began anew, because its producer did.
     *
     * @param thread the thread
     * @param sequence the first number seen of the new count
     */
    record NumberingRestarted(ThreadKey thread, long sequence) implements OfThread {}

    /**
     * A message changed nothing but a counter.
     *
     * @param thread the thread
     * @param sequence its number
     * @param reason why it was not taken
     * @param message the message
     */
    record MessageIgnored(ThreadKey thread, long sequence, IgnoredReason reason, DashStreamMessage message)
            implements OfThread {}

    /**
     * A thread was forgotten to stay within the memory limits. If it is heard of again, it is like one whose start was
     * not seen.
     *
     * @param thread the thread
     * @param sequence its last message
     */
    record ThreadEvicted(ThreadKey thread, long sequence) implements OfThread {}

    /** Whether the first message of a run that was seen is its start. */
    enum Beginning {
        /** GRAPH_START was seen. */
        SEEN,
        /** The run is partial: what came before its first message is unknown, so is its state until its first checkpoint. */
        NOT_SEEN
    }

    /** What kind of message a state came from. */
    enum StateSource {
        /** GRAPH_START with {@code initial_state_json}. */
        INITIAL_STATE,
        /** A diff with operations. */
        DIFF,
        /** A diff that carries the whole state. */
        FULL_STATE,
        /** A checkpoint. */
        CHECKPOINT
    }

    /** Why a message was not taken: a closed set, fit for the label of a metric. */
    enum IgnoredReason {
        /** It was there before. */
        DUPLICATE,
        /** It was given up as missing before it came; what followed it has been processed. */
        LATE,
        /** It precedes the first message that was seen of its thread. */
        BEFORE_BASELINE,
        /** It has no number, but carries state or starts a run. */
        NO_SEQUENCE,
        /** Its schema version is newer than this code. */
        NEWER_SCHEMA,
        /** It carries state or ends a run, and it is not clear which run's. */
        RUN_UNCLEAR,
        /** It is of no kind that this code knows. */
        UNKNOWN_KIND
    }
}
