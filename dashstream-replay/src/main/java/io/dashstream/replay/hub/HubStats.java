package io.dashstream.replay.hub;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.GapReason;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What has happened in all sessions of a hub. Every map has every key of its set; nothing in it names a client.
 *
 * @param sessions how many there are now, by dialect
 * @param resumes how many resumes were taken in, by how they were put
 * @param replayed records sent on the way to a target
 * @param delivered records sent in all, replayed and live
 * @param gaps gaps announced, by reason
 * @param missing how many offsets they hold
 * @param capped replays that ran out of budget, by reason
 * @param resets resets announced, by reason
 * @param resyncs threads sent again
 * @param refused connections that got no session, by reason
 * @param invalid messages that were refused, by problem
 * @param invalidProgress reports that can't be true, of all sessions
 * @param closed sessions that ended, by reason
 * @param unknownApplyLag sessions now whose client has something to apply and does not say what it has
 * @param headroom at the last sample, offsets between retention and the session that is next to be reached by it; empty if
 *     it gains on none, or nobody knows
 * @param pages pages sent
 * @param pageSendTime how long sending them took in all
 * @param errors errors told that sessions survive, by code
 */
public record HubStats(
        Map<Dialect, Long> sessions,
        Map<ResumeKind, Long> resumes,
        long replayed,
        long delivered,
        Map<GapReason, Long> gaps,
        Map<GapReason, Long> missing,
        Map<CapReason, Long> capped,
        Map<ResetReason, Long> resets,
        long resyncs,
        Map<Refusal, Long> refused,
        Map<Problem, Long> invalid,
        long invalidProgress,
        Map<CloseReason, Long> closed,
        long unknownApplyLag,
        OptionalLong headroom,
        long pages,
        Duration pageSendTime,
        Map<ErrorCode, Long> errors) {

    /**
     * How a resume was put.
     *
     * @param mode partition or thread
     * @param from latest, earliest, cursor, timestamp or checkpoint
     */
    public record ResumeKind(String mode, String from) {}
}
