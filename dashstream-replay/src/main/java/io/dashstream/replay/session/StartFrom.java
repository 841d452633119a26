package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a client wants to begin. */
public sealed interface StartFrom {

    /**
     * The client's cursor.
     *
     * @return the cursor, or empty if this start does not go by one
     */
    default Optional<Cursor> cursor() {
        return Optional.empty();
    }

    /** At the end: new records only. What a client without a cursor gets unless it asks for something else. */
    record Latest() implements StartFrom {}

    /** At the oldest record that is kept. */
    record Earliest() implements StartFrom {}

    /**
     * At the first record of each partition that is not older than a time.
     *
     * @param epochMillis milliseconds since 1970, compared with the records' timestamps
     */
    record Timestamp(long epochMillis) implements StartFrom {}

    /**
     * At the newest checkpoint of a thread.
     *
     * @param thread the thread
     */
    record Checkpoint(ThreadKey thread) implements StartFrom {}

    /**
     * Where it left off, with a cursor that named every partition there was: a partition that it lacks was added later
     * and starts at its beginning.
     *
     * @param leftOffAt where the client left off
     */
    record Complete(Cursor leftOffAt) implements StartFrom {

        @Override
        public Optional<Cursor> cursor() {
            return Optional.of(leftOffAt);
        }
    }

    /**
     * Where it left off, with a cursor that may have left partitions out (clients of the first dialect name those they
     * have seen records of): a partition that it lacks starts at the first record newer than the newest one that the
     * cursor points at, never at its beginning unasked.
     *
     * @param leftOffAt where the client left off
     */
    record Partial(Cursor leftOffAt) implements StartFrom {

        @Override
        public Optional<Cursor> cursor() {
            return Optional.of(leftOffAt);
        }
    }

    /**
     * Like {@link Partial}, from a client that does not know epochs: its offsets are taken as those of the log that the
     * server has.
     *
     * @param leftOffAt the next offset wanted, by partition
     */
    record Unbound(Map<Integer, Position> leftOffAt) implements StartFrom {

        /**
         * Takes a copy.
         *
         * @param leftOffAt the next offset wanted, by partition
         */
        public Unbound {
            leftOffAt = Map.copyOf(leftOffAt);
        }

        @Override
        public StartFrom in(Epoch epoch) {
            return new Partial(Cursor.of(epoch, leftOffAt));
        }
    }

    /**
     * At the newest checkpoint of each of some threads, and in partitions without any of them at what came since; for
     * clients that know numbers inside threads and no offsets.
     *
     * @param threads the threads, at least one
     */
    record Checkpoints(Set<ThreadKey> threads) implements StartFrom {

        /**
         * Takes a copy.
         *
         * @param threads the threads
         */
        public Checkpoints {
            threads = Set.copyOf(threads);
        }
    }

    /**
     * This start in a log that is now known.
     *
     * @param epoch the log
     * @return the start, the same one where it does not depend on the log
     */
    default StartFrom in(Epoch epoch) {
        return this;
    }

    /**
     * New records only.
     *
     * @return the start
     */
    static StartFrom latest() {
        return new Latest();
    }

    /**
     * Everything that is kept.
     *
     * @return the start
     */
    static StartFrom earliest() {
        return new Earliest();
    }

    /**
     * From a cursor that named every partition.
     *
     * @param cursor where the client left off
     * @return the start
     */
    static StartFrom cursor(Cursor cursor) {
        return new Complete(cursor);
    }
}
