package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A store with messages in it, an index over it and a history: what a reader sets up, without Kafka. */
final class RunsInAStore implements AutoCloseable {

    static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final int MAX_MESSAGE = 10 << 20;

    private final ReplayStore store;
    private final SessionScheduler scheduler;
    private final FrameEncoder encoder = FrameEncoder.builder().build();
    private final Map<Integer, Long> next = new TreeMap<>();
    private final RunIndex index;
    private final RunHistory history;

    RunsInAStore(ReplayStore store, int partitions) {
        this(store, partitions, 1_000);
    }

    RunsInAStore(ReplayStore store, int partitions, int maxRuns) {
        this(store, partitions, maxRuns, new PooledSessionScheduler(2));
    }

    RunsInAStore(ReplayStore store, int partitions, int maxRuns, SessionScheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        Map<Integer, LogExtent> log = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            log.put(partition, new LogExtent(0, 0));
            next.put(partition, 0L);
        }
        store.open(EPOCH, log);
        this.index = new RunIndex(store, scheduler, maxRuns, MAX_MESSAGE, Duration.ofMinutes(90));
        this.history = new RunHistory(store, index, MAX_MESSAGE);
    }

    void append(int partition, DashStreamMessage message) {
        append(partition, label(message), encoder.encode(message).bytes());
    }

    void append(int partition, RecordLabel label, byte[] value) {
        long offset = next.merge(partition, 1L, Long::sum) - 1;
        StoredRecord record = StoredRecord.wrap(partition, offset, 0, offset, label, value);
        assertThat(store.append(
                        EPOCH, List.of(new PartitionBatch.Consumed(partition, offset, offset + 1, List.of(record)))))
                .hasOnlyElementsOfType(AppendResult.Accepted.class);
    }

    void appendAll(int partition, ScriptedRun run) {
        run.messages().forEach(message -> append(partition, message));
    }

    /** Starts the index and waits until it has seen everything. */
    RunIndex indexed() {
        index.start();
        index.awaitComplete(Duration.ofSeconds(60));
        return index;
    }

    RunIndex index() {
        return index;
    }

    RunHistory history() {
        return history;
    }

    @Override
    public void close() {
        index.close();
        if (scheduler instanceof PooledSessionScheduler pool) {
            pool.close();
        }
        encoder.close();
        store.close();
    }

    private static RecordLabel label(DashStreamMessage message) {
        Set<ThreadKey> threads = new HashSet<>();
        Messages.flatten(message).forEach(part -> threads.add(ThreadKey.of(Messages.header(part))));
        return new RecordLabel(threads, StateRole.NONE, Readability.READABLE);
    }
}
