package io.dashstream.replay.run;

import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.replay.cursor.Cursor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a run without reading it again.
 *
 * @param key which run
 * @param graphName the graph's name; empty if the run's start was not seen or named none
 * @param beginning whether the run's start was seen; if not, what came before is unknown, and so is the state until the
 *     first checkpoint
 * @param end how it ended; empty while it goes on, as far as we know
 * @param state whether its newest state is known
 * @param startedAt when its first message happened, by the producer's clock
 * @param lastSeenAt when its last message happened, by the producer's clock
 * @param firstSequence its first message, an unsigned number
 * @param lastSequence its last message, an unsigned number
 * @param messages messages by kind; each event of a batch is one
 * @param bytes bytes of the records that only this run's thread is in, as they are in Kafka
 * @param stateChanges states rebuilt
 * @param verified of these, states whose hash or checksum was compared and equal
 * @param gaps holes in the numbering of its messages: each is a proof of loss
 * @param corruptions how often its state was lost
 * @param recoveries how often it was regained
 * @param first where its first message is
 * @param last behind its last message
 */
public record RunSummary(
        RunKey key,
        String graphName,
        Beginning beginning,
        Optional<RunEnd> end,
        RunState.Status state,
        Instant startedAt,
        Instant lastSeenAt,
        long firstSequence,
        long lastSequence,
        Map<MessageKind, Long> messages,
        long bytes,
        long stateChanges,
        long verified,
        long gaps,
        long corruptions,
        long recoveries,
        Cursor first,
        Cursor last) {

    /**
     * All messages of the run.
     *
     * @return how many
     */
    public long messageCount() {
        return messages.values().stream().mapToLong(Long::longValue).sum();
    }

    RunSummary endedBy(RunEnd why) {
        return new RunSummary(
                key,
                graphName,
                beginning,
                Optional.of(why),
                state,
                startedAt,
                lastSeenAt,
                firstSequence,
                lastSequence,
                messages,
                bytes,
                stateChanges,
                verified,
                gaps,
                corruptions,
                recoveries,
                first,
                last);
    }

    /**
     * Where the run is in its life.
     *
     * @return the status
     */
    public RunStatus status() {
        return end.map(RunStatus::of).orElse(RunStatus.RUNNING);
    }
}
