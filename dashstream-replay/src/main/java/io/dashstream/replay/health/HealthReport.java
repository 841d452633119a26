package io.dashstream.replay.health;

import io.dashstream.replay.health.PartHealth.State;
import io.dashstream.replay.reader.ReaderStats;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a server is, at one moment: everything that shows health is made from one of these, so that nothing contradicts
 * anything else.
 *
 * @param kafka the cluster and the topic
 * @param store the history
 * @param reader what reads the one into the other
 * @param runs the index of runs
 * @param middle the store between memory and Kafka, if there is one
 * @param cold reading back from Kafka, if that is done
 * @param stats the reader's counters since it began, at the same moment
 * @param recent what happened lately
 * @param sinceLastRecord how long ago a record was last seen to come, if one ever was; long is not bad
 * @param retention what is kept, and how near its end is to a session
 * @param connectedClients sessions at the moment
 * @param uptime how long the server has been watched
 */
public record HealthReport(
        PartHealth kafka,
        PartHealth store,
        PartHealth reader,
        PartHealth runs,
        Optional<PartHealth> middle,
        Optional<PartHealth> cold,
        ReaderStats stats,
        Recent recent,
        Optional<Duration> sinceLastRecord,
        Retention retention,
        long connectedClients,
        Duration uptime) {

    /**
     * The worst of the parts; broken is worse than starting.
     *
     * @return how the server is
     */
    public State state() {
        return Stream.concat(
                        Stream.of(kafka, store, reader, runs),
                        Stream.of(middle, cold).flatMap(Optional::stream))
                .map(PartHealth::state)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Whether traffic should be sent here.
     *
     * @return true if nothing is broken or starting
     */
    public boolean isReady() {
        return state() == State.OK || state() == State.DEGRADED;
    }
}
