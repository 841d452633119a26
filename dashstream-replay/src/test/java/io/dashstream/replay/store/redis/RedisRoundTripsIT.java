package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RE-17: how often a store goes to Redis, counted on the wire. */
class RedisRoundTripsIT extends RedisTestBase {

    private static final Duration DELAY = Duration.ofMillis(50);
    private static RedisProcess redis;
    private CountingProxy proxy;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void between() throws Exception {
        proxy = closing(new CountingProxy(redis.port(), DELAY));
    }

    @Test
    @DisplayName(
            "M-700, RE-17: a page of 1000 records over 10 partitions is one round trip, without a scan of the keys")
    void m700_aPageOf1000RecordsIsOneRoundTrip() {
        SourceLog log = log(10, 200);
        RedisReplayStore store = closing(store(proxy.uri()).build());
        open(store, log);
        fill(store, log);
        assertThat(((Page) read(store, start(log), LARGE)).records()).hasSize(1_000);

        quiet();
        assertThat(((Page) read(store, start(log), LARGE)).records()).hasSize(1_000);
        assertThat(proxy.requests()).noneMatch(sent -> sent.contains("KEYS") || sent.contains("SCAN"));
        assertThat(proxy.takeRoundTrips()).isEqualTo(1);
    }

    @Test
    @DisplayName("M-700, RE-17: what was polled, 500 records of 10 partitions, is one round trip")
    void m700_ingestOf500RecordsIsOneRoundTrip() {
        SourceLog log = log(10, 51);
        RedisReplayStore store = closing(store(proxy.uri()).build());
        open(store, log);
        store.append(EPOCH, batches(log, 0, 1));

        quiet();
        List<AppendResult> results = store.append(EPOCH, batches(log, 1, 51));
        assertThat(results).hasSize(10).allMatch(result -> result.equals(new AppendResult.Accepted(51, 50)));
        assertThat(proxy.takeRoundTrips()).isEqualTo(1);
    }

    @Test
    @DisplayName("S1: a page over 10 partitions stays one round trip when one of them has all the backlog")
    void aBacklogOfOnePartitionFillsThePage() {
        SourceLog log = log(10, 0);
        for (int i = 0; i < 1_500; i++) {
            log.add(3, i, 100);
        }
        RedisReplayStore store = closing(store(proxy.uri()).build());
        open(store, log);
        fill(store, log);
        Page first = (Page) read(store, start(log), LARGE);

        quiet();
        Page page = (Page) read(store, start(log), LARGE);
        assertThat(page.records()).hasSize(1_000);
        assertThat(first.next().next(3)).isPositive();
        assertThat(proxy.takeRoundTrips()).isEqualTo(1);
    }

    @Test
    @DisplayName("C4: 2000 idle sessions ask Redis as often as one, and hear at once of what another server wrote")
    void idleSessionsShareOneLook() {
        SourceLog log = log(10, 20);
        RedisReplayStore store = closing(store(proxy.uri()).build());
        open(store, log);
        fill(store, log);
        CountedReads counted = new CountedReads(store);
        Cursor end = start(log).with(atTheEndOf(log));
        PooledSessionScheduler scheduler = closing(new PooledSessionScheduler(2));
        AtomicLong delivered = new AtomicLong();
        for (int i = 0; i < 2_000; i++) {
            ReplaySession session =
                    new ReplaySession(counted, new Counter(delivered), SessionSettings.DEFAULT, scheduler);
            closing(() -> session.close(CloseReason.CLIENT_LEFT));
            session.resume(ResumeRequest.from(StartFrom.cursor(end)));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> counted.reads() >= 4_000);

        long readsBefore = counted.reads();
        long since = System.nanoTime();
        proxy.takeRoundTrips();
        await().atMost(Duration.ofSeconds(60)).until(() -> counted.reads() >= readsBefore + 10_000);
        long roundTrips = proxy.takeRoundTrips();
        long looks = 1 + (System.nanoTime() - since) / IdleTail.FRESH_FOR.toNanos();
        assertThat(roundTrips).as("for %d reads", counted.reads() - readsBefore).isLessThanOrEqualTo(looks + 1);

        RedisReplayStore other = closing(store(redis.uri()).build());
        open(other, log);
        log.add(3, 20, 100);
        append(other, log, 3, 20, 21);
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered.get() == 2_000);
    }

    private static Map<Integer, Position> atTheEndOf(SourceLog log) {
        Map<Integer, Position> end = new HashMap<>();
        log.ends().forEach((partition, offset) -> end.put(partition, Position.at(offset)));
        return end;
    }

    private static final class CountedReads extends DelegatingStore {

        private final AtomicLong reads = new AtomicLong();

        CountedReads(ReplayStore real) {
            super(real);
        }

        long reads() {
            return reads.get();
        }

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            reads.incrementAndGet();
            return super.read(request);
        }
    }

    /** Takes everything and counts the records. */
    private record Counter(AtomicLong records) implements SessionChannel {

        @Override
        public CompletionStage<Void> send(SessionSignal signal) {
            if (signal instanceof SessionSignal.Records page) {
                records.addAndGet(page.records().size());
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void close(CloseReason reason) {}
    }

    private static List<PartitionBatch> batches(SourceLog log, long from, long to) {
        List<PartitionBatch> batches = new ArrayList<>();
        log.partitions().forEach(partition -> batches.add(log.batch(partition, from, to)));
        return batches;
    }

    /** Waits until nothing of before is under way. */
    private void quiet() {
        await().pollInterval(DELAY.multipliedBy(4)).until(() -> proxy.takeRoundTrips() == 0);
    }
}
