package io.dashstream.replay.health;

import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.run.RunIndexStats;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import io.dashstream.replay.store.tiered.TierStats;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the parts of a server say of themselves at one moment.
 *
 * @param reader the reader
 * @param runs the index of runs
 * @param sessions the hub
 * @param middle the store between memory and Kafka, if there is one
 * @param cold reading back from Kafka, if that is done
 * @param memory the store in memory, if it is ours
 */
record Vitals(
        ReaderStats reader,
        RunIndexStats runs,
        HubStats sessions,
        Optional<TierStats> middle,
        Optional<ColdReadStats> cold,
        Optional<MemoryStoreStats> memory) {

    static Vitals of(ReplayReader reader, SessionHub hub) {
        return new Vitals(
                reader.stats(),
                reader.runs().stats(),
                hub.stats(),
                reader.middleStats(),
                reader.coldStats(),
                reader.memoryStats());
    }

    long connectedClients() {
        return sum(sessions.sessions());
    }

    /** What happens in delivery, by name: whatever of it is recent is worth a look. Each only grows. */
    SortedMap<String, Long> delivery() {
        SortedMap<String, Long> counts = new TreeMap<>();
        counts.put("resumes", sum(sessions.resumes()));
        counts.put("pages", sessions.pages());
        counts.put("page_send_millis", sessions.pageSendTime().toMillis());
        counts.put("replayed", sessions.replayed());
        counts.put("delivered", sessions.delivered());
        counts.put("gaps", sum(sessions.gaps()));
        counts.put("missing_offsets", sum(sessions.missing()));
        counts.put("capped", sum(sessions.capped()));
        counts.put("resets", sum(sessions.resets()));
        counts.put("refused", sum(sessions.refused()));
        counts.put("send_timeouts", sessions.closed().getOrDefault(CloseReason.SLOW_CONSUMER, 0L));
        counts.put("send_failures", sessions.closed().getOrDefault(CloseReason.CHANNEL_FAILED, 0L));
        counts.put("store_unavailable", sessions.errors().getOrDefault(ErrorCode.STORE_UNAVAILABLE, 0L));
        middle.ifPresent(tier -> counts.put("middle_failures", tier.readFailures() + tier.appendFailures()));
        cold.ifPresent(reads -> {
            counts.put("cold_busy", reads.busy());
            counts.put("cold_failures", reads.failures());
        });
        return counts;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
