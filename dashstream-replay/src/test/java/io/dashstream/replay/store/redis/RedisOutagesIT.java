package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RE-09: a Redis that is killed, hung, slow or cut off delays nobody, is counted, and is filled up when it is back. */
class RedisOutagesIT extends RedisTestBase {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private RedisProcess redis;
    private RedisReplayStore store;

    @BeforeEach
    void begin() {
        redis = closing(RedisProcess.start());
        store = closing(impatient(redis.uri()));
    }

    private RedisReplayStore impatient(String uri) {
        return store(uri)
                .commandTimeout(TIMEOUT)
                .probeInterval(Duration.ofMillis(100))
                .build();
    }

    @Test
    @DisplayName("killed: appends and reads fail at once, and after a restart with nothing the history is filled again")
    void killedAndRestartedEmpty() {
        SourceLog log = log(3, 400);
        openAndFill(log);
        assertAwayAndCheap(log, redis::kill);

        redis.startAgain();
        awaitBack(log);
        fillAgain(log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isPositive();
    }

    @Test
    @DisplayName("hung: a few time-outs and no more; what it answers late changes nothing")
    void paused() {
        SourceLog log = log(3, 400);
        openAndFill(log);
        assertAwayAndCheap(log, redis::pause);
        assertThat(store.stats().timeouts()).isPositive();

        redis.goOn();
        awaitBack(log);
        log.add(0, 400, 10);
        fillAgain(log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).isZero();
    }

    @Test
    @DisplayName("slow by 50 ms: everything arrives, and slow is not away")
    void slow() throws Exception {
        CountingProxy proxy = closing(new CountingProxy(redis.port(), Duration.ofMillis(50)));
        RedisReplayStore slow = closing(store(proxy.uri()).build());
        SourceLog log = log(2, 400);
        open(slow, log);
        fill(slow, log);
        assertHolds(slow, log);
        assertThat(slow.stats().outages()).isZero();
    }

    @Test
    @DisplayName("connections that break inside a batch neither lose nor double a record")
    void cutInsidePipelines() throws Exception {
        CountingProxy proxy = closing(new CountingProxy(redis.port(), Duration.ofMillis(2)));
        RedisReplayStore cut = closing(impatient(proxy.uri()));
        SourceLog log = log(2, 4_000);
        open(cut, log);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> filling = CompletableFuture.runAsync(() -> fillAgain(cut, log), other);
            for (int i = 0; i < 3 && !filling.isDone(); i++) {
                long before = cut.stats().appends();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> filling.isDone() || cut.stats().appends() > before + 4);
                proxy.cut();
            }
            filling.join();
        } finally {
            other.shutdownNow();
        }
        await().ignoreExceptions().untilAsserted(() -> assertHolds(cut, log));
    }

    @Test
    @DisplayName("B8-4: restarted with an older dump, it says from where the tail is missing, and gets it again")
    void restartedWithAnOlderDump() {
        SourceLog log = log(1, 300);
        openAndFill(log);
        redis.call(commands -> commands.save());
        for (int i = 300; i < 500; i++) {
            log.add(0, i, 10);
        }
        fill(store, log);
        redis.kill();
        redis.startAgain();
        awaitBack(log);
        await().until(() -> append(store, log, 0, 500, 500).equals(new AppendResult.Hole(300)));
        assertThat(bounds(store).get(0).end()).as("what a cursor may wait for").isEqualTo(500);
        fillAgain(log);
        assertHolds(store, log);
        assertThat(store.stats().losses()).as("a tail is no loss of the whole").isZero();
    }

    @Test
    @DisplayName("restarted with a dump of an older epoch, it is brought to the epoch that came after")
    void restartedAtAnOlderEpoch() {
        SourceLog log = log(1, 300);
        openAndFill(log);
        redis.call(commands -> commands.save());
        assertThat(store.open(NEXT_EPOCH, log.extents())).isInstanceOf(StoreBounds.class);
        redis.kill();
        redis.startAgain();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> store.append(NEXT_EPOCH, List.of(log.batch(0, 0, 300)))
                        .get(0)
                        .equals(new AppendResult.Accepted(300, 300)));
        assertThat(read(store, start(log), LARGE)).isEqualTo(new EpochChanged(NEXT_EPOCH));
    }

    @Test
    @DisplayName("away at the start: no error, unavailable until it is there")
    void awayAtTheStart() {
        SourceLog log = log(1, 10);
        redis.kill();
        RedisReplayStore early = closing(impatient(redis.uri()));
        assertThat(early.open(EPOCH, log.extents())).isInstanceOf(Unavailable.class);
        assertThat(read(early, start(log), LARGE)).isInstanceOf(Unavailable.class);
        redis.startAgain();
        await().atMost(Duration.ofSeconds(30)).until(() -> early.open(EPOCH, log.extents()) instanceof StoreBounds);
        fillAgain(early, log);
        assertHolds(early, log);
    }

    @Test
    @DisplayName("CF-01: a refused password is in no log line and in no answer")
    void passwordsStayOutOfLogs() {
        redis.call(commands -> commands.configSet("requirepass", "the-right-one"));
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try (RedisReplayStore refused = impatient("redis://:s3cret@127.0.0.1:" + redis.port())) {
            assertThat(refused.open(EPOCH, log(1, 1).extents()))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.reason()).doesNotContain("s3cret"));
            await().until(() -> logged.toString(StandardCharsets.UTF_8).contains("is not there yet"));
        } finally {
            System.setErr(before);
        }
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("s3cret");
    }

    @Test
    @DisplayName("a Redis that may evict the history is warned of at the start")
    void evictionIsWarnedOf() {
        redis.call(commands -> commands.configSet("maxmemory-policy", "allkeys-lru"));
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            closing(impatient(redis.uri()));
            await().until(() -> logged.toString(StandardCharsets.UTF_8).contains("maxmemory-policy allkeys-lru"));
        } finally {
            System.setErr(before);
        }
    }

    private void openAndFill(SourceLog log) {
        await().atMost(Duration.ofSeconds(30)).until(() -> store.open(EPOCH, log.extents()) instanceof StoreBounds);
        fillAgain(log);
    }

    private void fillAgain(SourceLog log) {
        fillAgain(store, log);
    }

    private static void fillAgain(RedisReplayStore into, SourceLog log) {
        fill(into, log);
    }

    /** 1 000 appends at a time-out each would be a quarter of an hour. */
    private void assertAwayAndCheap(SourceLog log, Runnable fault) {
        awaitBack(log);
        long outages = store.stats().outages();
        fault.run();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> append(store, log, 0, 400, 400) instanceof AppendResult.Failed
                            && store.stats().circuitOpen());
            for (int i = 0; i < 1_000; i++) {
                assertThat(append(store, log, 0, 400, 400)).isInstanceOf(AppendResult.Failed.class);
                assertThat(read(store, start(log), LARGE)).isInstanceOf(Unavailable.class);
            }
        });
        assertThat(store.stats().outages())
                .as("one outage, however often it was probed")
                .isEqualTo(outages + 1);
    }

    private void awaitBack(SourceLog log) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !(append(store, log, 0, log.end(0), log.end(0)) instanceof AppendResult.Failed));
    }
}
