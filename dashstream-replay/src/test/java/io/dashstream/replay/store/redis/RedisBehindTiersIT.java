package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.kafka.MirroredStore;
import io.dashstream.replay.store.kafka.ScriptedColdLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A real Redis between a memory that keeps little and a log that keeps all, while records flow and a reader that lags
 * behind memory reads them: whatever becomes of Redis, the reader gets the log, and Redis gets it afterwards.
 */
class RedisBehindTiersIT extends RedisTestBase {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int HOT = 64;
    private static final int BATCH = 20;
    /** Behind by more than memory keeps. */
    private static final int BATCHES_PER_READ = 8;

    private final SourceLog log = new SourceLog(1, 0);
    private final ScriptedColdLog kafka = new ScriptedColdLog(EPOCH);
    private final List<StoredRecord> delivered = new ArrayList<>();
    private RedisProcess redis;
    private RedisReplayStore behind;
    private TieredReplayStore tiers;
    private ReplayStore store;
    private Cursor cursor;
    private Duration longest = Duration.ZERO;

    @BeforeEach
    void begin() {
        redis = closing(RedisProcess.start());
    }

    private void stack(String uri) {
        behind = store(uri)
                .commandTimeout(TIMEOUT)
                .probeInterval(Duration.ofMillis(100))
                .build();
        tiers = closing(new TieredReplayStore(
                new InMemoryReplayStore(new MemoryBounds(HOT, 1L << 40, Duration.ofDays(1))),
                Optional.of(behind),
                Optional.of(kafka.store()),
                TIMEOUT));
        store = MirroredStore.over(kafka, Integer.MAX_VALUE, tiers);
        open(store, log);
        cursor = start(log);
        flow(BATCHES_PER_READ);
        awaitRedisHasAll();
    }

    @Test
    @DisplayName(
            "RE-09: Redis hangs while records flow: nothing lost or twice, no step takes two time-outs, one outage")
    void hung() {
        stack(redis.uri());
        redis.pause();
        soon().until(() -> {
            flow(BATCHES_PER_READ);
            return behind.stats().circuitOpen();
        });
        flow(10 * BATCHES_PER_READ);
        assertThat(longest).as("the longest step").isLessThan(TIMEOUT.multipliedBy(2));
        assertThat(behind.stats().outages()).isEqualTo(1);
        assertThat(tiers.middleStats().orElseThrow().isAnswering()).isFalse();
        assertThat(tiers.middleStats().orElseThrow().appendFailures()).isPositive();
        assertDelivered();

        redis.goOn();
        flow(BATCHES_PER_READ);
        awaitRedisHasAll();
        assertDelivered();
        soon().until(() -> tiers.middleStats().orElseThrow().isAnswering());
        assertThat(behind.stats().outages()).isEqualTo(1);
    }

    @Test
    @DisplayName("RE-09: Redis is killed and comes back with nothing: it is filled again, and no reader notices")
    void restartedEmpty() {
        stack(redis.uri());
        redis.kill();
        flow(10 * BATCHES_PER_READ);
        redis.startAgain();
        flow(BATCHES_PER_READ);
        awaitRedisHasAll();
        assertDelivered();
    }

    @Test
    @DisplayName(
            "RE-09: Redis is killed and comes back with an older copy: the rest is filled in, and no reader notices")
    void restartedOld() {
        stack(redis.uri());
        redis.call(commands -> commands.save());
        flow(BATCHES_PER_READ);
        redis.kill();
        flow(10 * BATCHES_PER_READ);
        redis.startAgain();
        flow(BATCHES_PER_READ);
        awaitRedisHasAll();
        assertDelivered();
    }

    @Test
    @DisplayName("RE-09: Redis slow by 50 ms is behind, and not away")
    void slow() throws Exception {
        stack(closing(new CountingProxy(redis.port(), Duration.ofMillis(50))).uri());
        flow(10 * BATCHES_PER_READ);
        awaitRedisHasAll();
        assertDelivered();
        assertThat(behind.stats().outages()).isZero();
        assertThat(tiers.middleStats().orElseThrow().isAnswering()).isTrue();
    }

    @Test
    @DisplayName("B8-5: Redis is flushed while the topic is idle: it is filled again before anything is appended")
    void flushedWhileIdle() {
        stack(redis.uri());
        flow(10 * BATCHES_PER_READ);
        awaitRedisHasAll();
        redis.call(commands -> commands.flushall());
        awaitRedisHasAll();
        assertThat(tiers.middleStats().orElseThrow().refills()).isPositive();
    }

    /** Records come in, and now and then the reader reads all that there is. */
    private void flow(int batches) {
        for (int i = 1; i <= batches; i++) {
            long from = log.end(0);
            for (int offset = 0; offset < BATCH; offset++) {
                log.add(0, from + offset, 100);
            }
            AppendResult result = timed(() -> append(store, log, 0, from, from + BATCH));
            assertThat(result).isEqualTo(new AppendResult.Accepted(from + BATCH, BATCH));
            if (i % BATCHES_PER_READ == 0) {
                catchUp();
            }
        }
    }

    private void catchUp() {
        soon().until(() -> {
            ReadResult result = timed(() -> read(store, cursor, LARGE));
            if (result instanceof Unavailable) {
                return false;
            }
            Page page = (Page) result;
            assertThat(page.gaps()).isEmpty();
            delivered.addAll(page.records());
            cursor = page.next();
            return cursor.next(0) == log.end(0);
        });
    }

    private <T> T timed(Supplier<T> step) {
        long since = System.nanoTime();
        T result = step.get();
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        longest = longest.compareTo(took) < 0 ? took : longest;
        return result;
    }

    private void assertDelivered() {
        assertThat(delivered).containsExactlyElementsOf(log.records(0, 0, log.end(0)));
    }

    private void awaitRedisHasAll() {
        soon().ignoreExceptions().untilAsserted(() -> {
            assertThat(behind.bounds().toCompletableFuture().join()).isInstanceOf(StoreBounds.class);
            assertHolds(behind, log);
        });
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
