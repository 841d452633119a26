package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.SourceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
