package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.LogTruncated;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.Unverifiable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A reset that the client has not been told yet. */
sealed interface PendingReset {

    /** The reset that a read has found to be due, if it has. */
    static Optional<PendingReset> foundBy(ReadResult answer) {
        if (answer instanceof EpochChanged) {
            return Optional.of(new NewLog(Begin.FIRST_OFFSET));
        }
        return Moved.foundBy(answer);
    }

    /** Where a session begins in a log that is new to it. */
    enum Begin {
        /** At offset 0: the client was attached when the log began, all of it is news. */
        FIRST_OFFSET,
        /** At the oldest record that is kept. */
        FLOOR,
        /** At the end. */
        END
    }

    /** The whole cursor is void. */
    record NewLog(Begin begin) implements PendingReset {}

    /**
     * Some partitions go on elsewhere, the others where they were.
     *
     * @param start where they go on
     * @param removed which are no longer there
     */
    record Moved(ResetReason reason, Map<Integer, Position> start, Set<Integer> removed) implements PendingReset {

        /** The move within the same log that a read has found to be due, if it has. */
        static Optional<PendingReset> foundBy(ReadResult answer) {
            if (answer instanceof Unverifiable unknown) {
                // It goes on at what the store has; where that begins is known when the reset is said.
                return Optional.of(
                        new Moved(ResetReason.STORE_LOST, Map.of(unknown.partition(), Position.at(0)), Set.of()));
            }
            return answer instanceof LogTruncated cut ? Optional.of(truncated(cut)) : Optional.empty();
        }

        private static Moved truncated(LogTruncated cut) {
            return new Moved(ResetReason.LOG_TRUNCATED, Map.of(cut.partition(), Position.at(cut.end())), Set.of());
        }
    }
}
