package io.dashstream.replay.health;

import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.run.RunIndexStats;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.tiered.TierStats;
import java.util.Optional;

/**
 * What the parts of a server say of themselves at one moment.
 *
 * @param reader the reader
 * @param runs the index of runs
 * @param sessions the hub
 * @param middle the store between memory and Kafka, if there is one
 * @param cold reading back from Kafka, if that is done
 */
record Vitals(
        ReaderStats reader,
        RunIndexStats runs,
        HubStats sessions,
        Optional<TierStats> middle,
        Optional<ColdReadStats> cold) {

    static Vitals of(ReplayReader reader, SessionHub hub) {
        return new Vitals(
                reader.stats(), reader.runs().stats(), hub.stats(), reader.middleStats(), reader.coldStats());
    }

    long connectedClients() {
        return sessions.sessions().values().stream().mapToLong(Long::longValue).sum();
    }
}
