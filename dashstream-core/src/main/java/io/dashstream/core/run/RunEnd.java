package io.dashstream.core.run;

/** How a run ended. */
public sealed interface RunEnd {

    /**
     * GRAPH_END was received.
     *
     * @param outcome what the producer said ({@code OK}, {@code INTERRUPTED}, {@code CANCELLED}, ...); empty if it said
     *     nothing
     */
    record Finished(String outcome) implements RunEnd {}

    /**
     * GRAPH_ERROR was received.
     *
     * @param errorType the class of the error; empty if the producer named none
     * @param error its message, cut if it is long
     */
    record Failed(String errorType, String error) implements RunEnd {}

    /**
     * No end was received, and none is expected. The run goes on if a message of it arrives all the same.
     *
     * @param why why none is expected
     */
    record Unfinished(Why why) implements RunEnd {}

    /** Why the end of a run is not expected any more. */
    enum Why {
        /** The thread's numbers began anew: the process that ran it is gone. */
        PROCESS_RESTARTED,
        /** Its start was not seen, and another such run of the thread may be the same. */
        RUN_UNCLEAR,
        /** Its thread was forgotten to stay within the memory limits. */
        THREAD_EVICTED,
        /** Nothing was heard of it for so long that whoever ran it is taken for gone. Said by those who watch the clock. */
        IDLE
    }
}
