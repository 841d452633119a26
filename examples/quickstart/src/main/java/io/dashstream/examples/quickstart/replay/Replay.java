package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.RecordFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Replays some threads from the beginning of a topic to its end, in both ways that the replay module offers: as a client's session, whose records are
 * rebuilt here, and as the server's own run history, which must give the same states.
 */
public final class Replay {

    private final String bootstrapServers;
    private final String topic;
    private final Duration timeout;

    /**
     * Prepares a replay.
     *
     * @param bootstrapServers where Kafka is
     * @param topic            the topic with the telemetry
     * @param timeout          how long it may take
     */
    public Replay(String bootstrapServers, String topic, Duration timeout) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.timeout = timeout;
    }

    /**
     * Reads threads back and rebuilds their runs.
     *
     * @param tenantId  the tenant of the threads
     * @param threadIds the threads
     * @return what was read, in the order of the threads
     */
    public Replayed threads(String tenantId, List<String> threadIds) {
        Set<ThreadKey> keys =
                threadIds.stream().map(id -> new ThreadKey(tenantId, id)).collect(Collectors.toSet());
        try (ReplayReader reader = ReplayReader.builder()
                .bootstrapServers(bootstrapServers)
                .topic(topic)
                .build()) {
            reader.start();
            reader.awaitCaughtUp(timeout);
            return read(reader, keys, threadIds);
        }
    }

    private Replayed read(ReplayReader reader, Set<ThreadKey> keys, List<String> order) {
        try (RunCollector runs = new RunCollector()) {
            RecordChannel channel = new RecordChannel(runs);
            ReplaySession session = reader.openSession(channel, SessionSettings.DEFAULT);
            session.resume(ResumeRequest.from(StartFrom.earliest()).withFilter(RecordFilter.threads(keys)));
            channel.complete()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            session.close(CloseReason.CLIENT_LEFT);
            Replayed replayed = runs.finish();
            List<String> faults = new ArrayList<>(replayed.faults());
            faults.addAll(new HistoryCheck(reader.runs(), reader.history()).faults(replayed.runs()));
            List<ReplayedRun> ordered = replayed.runs().stream()
                    .sorted(Comparator.comparingInt(
                            run -> order.indexOf(run.key().threadId())))
                    .toList();
            return new Replayed(ordered, replayed.missing(), List.copyOf(faults));
        }
    }
}
