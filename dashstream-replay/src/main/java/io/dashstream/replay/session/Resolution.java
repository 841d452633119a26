package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.StoreBounds;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What came of looking for the start of a resume. */
sealed interface Resolution {

    /**
     * The start is known.
     *
     * @param cursor where the session begins; in partitions that never answered, where the client is
     * @param partitions what each partition got that answered, for the client
     * @param passed what retention has taken between the client's cursor and the start
     */
    record Start(Cursor cursor, SortedMap<Integer, SessionSignal.PartitionStart> partitions, List<Gap> passed)
            implements Resolution {

        /** The same after the session has waited for the log to come to the client's cursor in some partitions. */
        Start afterHolding(Set<Integer> held) {
            SortedMap<Integer, SessionSignal.PartitionStart> marked = new TreeMap<>(partitions);
            marked.replaceAll((partition, start) -> held.contains(partition) ? start.held() : start);
            return new Start(cursor, marked, passed);
        }
    }

    /**
     * The cursor can't be served as it is.
     *
     * @param pending what the client has to be told
     */
    record Reset(PendingReset pending) implements Resolution {}

    /**
     * The cursor is ahead of what this server knows of the log. Another server may be further, so this one waits; unless
     * the log was cut below the cursor, which the leader epochs in it can tell.
     *
     * @param ahead the part of the cursor that is ahead
     * @param otherwise what the client has to be told if waiting does not help
     */
    record Hold(Cursor ahead, PendingReset otherwise) implements Resolution {

        /** The partitions whose end has to be known before the cursor can be called wrong: all, if it names one too many. */
        Set<Integer> doubtful(StoreBounds bounds) {
            return ahead.partitions().isEmpty()
                    ? bounds.partitions().keySet()
                    : ahead.partitions().keySet();
        }
    }
}
