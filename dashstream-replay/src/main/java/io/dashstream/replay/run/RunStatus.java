package io.dashstream.replay.run;

import io.dashstream.core.run.RunEnd;

/** Where a run is in its life. */
public enum RunStatus {
    /** It goes on, as far as we know. */
    RUNNING,
    /** It ended. */
    FINISHED,
    /** It ended with an error. */
    FAILED,
    /** It never said that it ended, and nobody expects it to. */
    UNFINISHED,
    /** It never said that it ended, and nothing was heard of it for so long that it is given up. */
    INCOMPLETE;

    static RunStatus of(RunEnd end) {
        if (end instanceof RunEnd.Finished) {
            return FINISHED;
        }
        if (end instanceof RunEnd.Unfinished unfinished) {
            return unfinished.why() == RunEnd.Why.IDLE ? INCOMPLETE : UNFINISHED;
        }
        return FAILED;
    }
}
