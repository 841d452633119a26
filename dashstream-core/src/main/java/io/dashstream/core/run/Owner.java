package io.dashstream.core.run;

/** Which run a message belongs to. */
sealed interface Owner {

    /** One run. */
    sealed interface Of extends Owner {
        RunState run();
    }

    /** This run: the message says so, or no other run can be meant. */
    record Known(RunState run) implements Of {}

    /** This run, by the order of messages, though others may be missing that would say otherwise. */
    record Assumed(RunState run) implements Of {}

    /** Any of the open runs, or one that nothing is known of. */
    record Unclear() implements Owner {}
}
