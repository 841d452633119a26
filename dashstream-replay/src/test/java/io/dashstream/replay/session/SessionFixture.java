package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A session on virtual time, its store and its channel, for tests of what it says. */
abstract class SessionFixture {

    static final Epoch EPOCH = Epoch.of("cluster", "topic", "first", 0);
    static final Epoch RECREATED = Epoch.of("cluster", "topic", "second", 0);
    static final Epoch RESET = Epoch.of("cluster", "topic", "first", 1);

    final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    final RecordingChannel channel = new RecordingChannel();
    final SourceLog log = new SourceLog(2, 0);
    ScriptedStore store =
            new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(1_000_000, 1L << 40, Duration.ofDays(1))));
    SessionSettings settings = SessionSettings.DEFAULT.withPage(new PageLimits(10, 1 << 20));

    ReplaySession session(RecordingChannel to) {
        return new ReplaySession(store, to, settings, scheduler);
    }

    void open() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0), 1, new LogExtent(0, 0)));
    }

    void history(int perPartition) {
        open();
        produce(0, perPartition);
        produce(1, perPartition);
    }

    void produce(int partition, int count) {
        long from = log.end(partition);
        for (int i = 0; i < count; i++) {
            log.add(partition, from + i, 4);
        }
        store.append(EPOCH, List.of(log.batch(partition, from, from + count)));
    }

    void ingest() {
        for (int partition : log.partitions()) {
            store.append(EPOCH, List.of(log.batch(partition, 0, log.end(partition))));
        }
    }

    /** The reader looks so often where the log ends. */
    void endIsHeard(int times) {
        for (int i = 0; i < times; i++) {
            store.announceEnds(EPOCH, log.logEnds());
        }
    }

    long floor(int partition) {
        return ((StoreBounds) store.bounds().toCompletableFuture().join())
                .partitions()
                .get(partition)
                .floor();
    }

    /** Settings with another grace time and another largest record. */
    static SessionSettings settings(SessionSettings like, Duration aheadGrace, long maxRecordBytes) {
        return new SessionSettings(
                like.page(),
                like.windowPages(),
                like.credit(),
                like.readTimeout(),
                like.sendTimeout(),
                aheadGrace,
                like.safetyPoll(),
                like.bookmarkEvery(),
                like.retryAfter(),
                like.retryAtMost(),
                like.fellBehindAt(),
                maxRecordBytes);
    }

    static Cursor cursor(long first) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(first)));
    }

    static Cursor cursor(long first, long second) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(first), 1, Position.at(second)));
    }
}
