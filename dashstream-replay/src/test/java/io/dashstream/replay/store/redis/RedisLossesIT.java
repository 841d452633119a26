package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.Unavailable;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B8 rows 5 and 6: keys that are evicted or deleted are missed, said, counted and filled again, never passed over. */
class RedisLossesIT extends RedisTestBase {

    private static RedisProcess redis;
    private final SourceLog log = log(2, 300);
    private RedisReplayStore store;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void fillIt() {
        store = closing(store(redis.uri()).build());
        open(store, log);
        fill(store, log);
    }

    private String key(String name) {
        return "{dashstream:" + topic + ":0}:" + name;
    }

    @Test
    @DisplayName("FLUSHALL: nothing is taken for empty, and the next batch is sent back to the beginning")
    void flushAll() {
        redis.call(commands -> commands.flushall());
        assertThat(read(store, start(log), LARGE)).isInstanceOf(Unavailable.class);
        assertThat(append(store, log, 0, 300, 300)).isEqualTo(new AppendResult.Hole(0));
        fill(store, log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isEqualTo(2);
    }

    @Test
    @DisplayName("a writer that has nothing to write finds the loss too")
    void anIdleWriterFindsTheLoss() {
        redis.call(commands -> commands.flushall());
        store.trim();
        await().until(() -> store.stats().losses() == 2);
        assertThat(bounds(store).get(0).next()).isZero();
        assertThat(bounds(store).get(0).end()).as("what a cursor may wait for").isEqualTo(300);
    }

    @Test
    @DisplayName("only the meta deleted: the partition begins anew")
    void metaDeleted() {
        redis.call(commands -> commands.del(key("m")));
        assertThat(read(store, start(log), LARGE)).isInstanceOf(Unavailable.class);
        fill(store, log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isEqualTo(1);
    }

    @Test
    @DisplayName("only the stream deleted: until it is filled again, the range is a gap and not empty")
    void streamDeleted() {
        redis.call(commands -> commands.del(key("s:" + EPOCH)));
        Page page = (Page) read(store, start(log), LARGE);
        assertThat(page.gaps()).containsExactly(new Gap(0, 0, 300, GapReason.BUFFER_TRIM));
        assertThat(page.records()).hasSize(300).allMatch(record -> record.partition() == 1);
        fill(store, log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isEqualTo(1);
    }

    @Test
    @DisplayName("RE-10: only the index of threads deleted: nobody is told that a thread has nothing")
    void indexDeleted() {
        redis.call(commands -> commands.del(key("i:" + EPOCH)));
        RecordFilter one = RecordFilter.threads(Set.of(SourceLog.thread(0)));
        Page page = (Page) store.read(new ReadRequest(start(log), LARGE, one, 0))
                .toCompletableFuture()
                .join();
        assertThat(page.gaps()).containsExactly(new Gap(0, 0, 300, GapReason.BUFFER_TRIM));
        fill(store, log);
        Page again = (Page) store.read(new ReadRequest(start(log), LARGE, one, 0))
                .toCompletableFuture()
                .join();
        assertThat(again.gaps()).isEmpty();
        assertThat(again.records()).hasSize(600);
    }

    @Test
    @DisplayName("scripts flushed: sent again, nobody notices")
    void scriptsFlushed() {
        long before = store.stats().scriptLoads();
        redis.call(commands -> commands.scriptFlush());
        log.add(0, 300, 10);
        fill(store, log);
        assertHolds(store, log);
        assertThat(store.stats().scriptLoads()).isGreaterThan(before);
        assertThat(store.stats().outages()).isZero();
    }

    @Test
    @DisplayName("another epoch in one partition's meta only: refused, then begun anew")
    void wrongEpochInMeta() {
        redis.call(commands -> commands.hset(key("m"), "e", NEXT_EPOCH.value()));
        assertThat(read(store, start(log), LARGE)).isInstanceOf(Unavailable.class);
        assertThat(append(store, log, 0, 300, 300)).isEqualTo(new AppendResult.Fenced(NEXT_EPOCH));
        fill(store, log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isEqualTo(1);
    }

    @Test
    @DisplayName("out of memory: appends fail and are counted, reads go on, and so does everything when there is room")
    void outOfMemory() {
        redis.call(commands -> commands.configSet("maxmemory", "1"));
        try {
            log.add(0, 300, 10);
            for (int i = 0; i < 5; i++) {
                assertThat(append(store, log, 0, 300, 301)).isInstanceOf(AppendResult.Failed.class);
            }
            assertThat(((Page) read(store, start(log), LARGE)).records()).hasSize(600);
            assertThat(store.stats().refusals()).isGreaterThanOrEqualTo(5);
            assertThat(store.stats().circuitOpen()).as("an error is an answer").isFalse();
        } finally {
            redis.call(commands -> commands.configSet("maxmemory", "0"));
        }
        fill(store, log);
        assertHolds(store, log);
    }
}
