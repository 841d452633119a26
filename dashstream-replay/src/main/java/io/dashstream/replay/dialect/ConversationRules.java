package io.dashstream.replay.dialect;

import io.dashstream.replay.session.ReplayBudget;
import java.time.Duration;

/**
 * What a client may do, in figures. Immutable.
 *
 * @param controlFrameBytes the largest frame from the client
 * @param entriesPerResume how many partitions, tenants and threads one frame may name
 * @param invalidFrames how many invalid frames end the session
 * @param resumesPerMinute how many resumes and resyncs a minute has
 * @param replayBudget how much one replay may deliver
 * @param idleTimeout how long a client may ask for nothing
 * @param progressEvery how often a client should report
 * @param v1RecordsPerSecond how fast records go to a client of the first dialect
 * @param v1BurstRecords how many of them may go at once
 */
public record ConversationRules(
        int controlFrameBytes,
        int entriesPerResume,
        int invalidFrames,
        int resumesPerMinute,
        ReplayBudget replayBudget,
        Duration idleTimeout,
        Duration progressEvery,
        int v1RecordsPerSecond,
        int v1BurstRecords) {}
