package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.StoreBounds;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a session was doing when it last changed; for health, metrics and tests.
 *
 * @param state where it is in its life
 * @param paused whether it reads nothing at the moment because the channel is not ready or the client has no credit
 * @param cursor where it stands, once the start is known
 * @param pagesSent how many pages were handed to the channel
 * @param recordsSent how many records were in them
 * @param unappliedPages how many of them the client has not reported as applied; meaningless for a client that does not
 *     report
 * @param invalidReports how many reports of the client were not believed
 * @param refusedCommands how many commands had no meaning when they came
 * @param lag how far the client is behind, and why
 */
public record SessionStatus(
        SessionState state,
        boolean paused,
        Optional<Cursor> cursor,
        long pagesSent,
        long recordsSent,
        long unappliedPages,
        long invalidReports,
        long refusedCommands,
        SessionLag lag) {

    /**
     * How far the session is behind the end of the log.
     *
     * @param bounds where the store begins and ends now
     * @return offsets, 0 or more; empty if it has no place in this log
     */
    public OptionalLong backlog(StoreBounds bounds) {
        return in(bounds)
                .map(at -> OptionalLong.of(Marks.backlog(bounds.partitions(), at)))
                .orElseGet(OptionalLong::empty);
    }

    /**
     * How far retention is from the session, in the partition that is next to be reached by it among those that have a
     * backlog.
     *
     * @param bounds where the store begins and ends now
     * @return offsets, 0 or more; empty if the session is not behind anywhere
     */
    public OptionalLong headroom(StoreBounds bounds) {
        return in(bounds).map(at -> Marks.headroom(bounds.partitions(), at)).orElseGet(OptionalLong::empty);
    }

    private Optional<Cursor> in(StoreBounds bounds) {
        return cursor.filter(at -> at.epoch().equals(bounds.epoch()));
    }
}
