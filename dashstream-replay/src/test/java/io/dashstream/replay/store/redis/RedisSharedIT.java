package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.testing.Property;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several servers, one history. */
class RedisSharedIT extends RedisTestBase {

    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private RedisReplayStore server() {
        return closing(store(redis.uri()).build());
    }

    @Test
    @DisplayName("RE-23: a server that only reads is woken by what another one writes, and then can read it")
    void readersAreWokenByOtherWriters() {
        SourceLog log = log(1, 1);
        RedisReplayStore writer = server();
        RedisReplayStore reader = server();
        open(writer, log);
        await().until(() -> reader.bounds().toCompletableFuture().join() instanceof StoreBounds);
        List<Integer> readable = new CopyOnWriteArrayList<>();
        // What was raised by its own subscription is over once a record of the other has arrived.
        reader.appended().await(reader.appended().version(), () -> readable.add(0));
        append(writer, log, 0, 0, 1);
        await().until(() -> reader.stats().wakeUps() == 1 && !readable.isEmpty());

        readable.clear();
        log.add(0, 1, 10);
        reader.appended()
                .await(
                        reader.appended().version(),
                        () -> readable.add(((Page) read(reader, start(log), LARGE))
                                .records()
                                .size()));
        append(writer, log, 0, 1, 2);
        await().until(() -> !readable.isEmpty());
        assertThat(readable).containsExactly(2);
    }

    @Test
    @DisplayName("S8: two servers that write the same log at once, with repeats and crashes, give the content of one")
    void twoWritersAtOnce() {
        RedisReplayStore first = server();
        RedisReplayStore second = server();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Property.check("two writers", 15, (random, size) -> {
                SourceLog log = SourceLog.random(random, 3, 4 * size);
                assertThat(first.open(epoch(random), log.extents())).isInstanceOf(StoreBounds.class);
                StoreBounds bounds =
                        (StoreBounds) first.bounds().toCompletableFuture().join();
                second.open(bounds.epoch(), log.extents());
                CompletableFuture.allOf(
                                writing(first, bounds, log, random.nextLong(), threads),
                                writing(second, bounds, log, random.nextLong(), threads))
                        .join();
                List<StoredRecord> read =
                        everything(first, Cursor.of(bounds.epoch(), start(log).partitions()));
                for (int partition : log.partitions()) {
                    assertThat(read.stream().filter(record -> record.partition() == partition))
                            .containsExactlyElementsOf(
                                    log.records(partition, log.begin(partition), log.end(partition)));
                }
            });
        } finally {
            threads.shutdownNow();
        }
    }

    private static Epoch epoch(RandomGenerator random) {
        return Epoch.of("cluster", "topic", Long.toString(random.nextLong()), 0);
    }

    /** A reader with a random pace, that repeats itself and forgets where it was. */
    private static CompletableFuture<Void> writing(
            RedisReplayStore store, StoreBounds bounds, SourceLog log, long seed, ExecutorService threads) {
        return CompletableFuture.runAsync(
                () -> {
                    RandomGenerator random = new SplittableRandom(seed);
                    for (int partition : log.partitions()) {
                        long from = log.begin(partition);
                        while (from < log.end(partition)) {
                            if (random.nextInt(8) == 0) {
                                from = random.nextLong(log.begin(partition), from + 1);
                            }
                            long to = Math.min(log.end(partition), from + random.nextInt(1, 20));
                            AppendResult result = store.append(bounds.epoch(), List.of(log.batch(partition, from, to)))
                                    .get(0);
                            from = result instanceof AppendResult.Hole hole
                                    ? hole.next()
                                    : ((AppendResult.Accepted) result).next();
                        }
                    }
                },
                threads);
    }

    @Test
    @DisplayName("KA-05: a server that was restarted goes on where the history ends")
    void aRestartedServerGoesOn() {
        SourceLog log = log(2, 50);
        RedisReplayStore before = server();
        open(before, log);
        fill(before, log);
        before.close();
        assertThat(((StoreBounds) server().open(EPOCH, log.extents()))
                        .partitions()
                        .values())
                .allMatch(bounds -> bounds.next() == 50);
    }

    @Test
    @DisplayName("RE-05: another server's epoch replaces everything: old writers are fenced, old cursors told")
    void anotherServersEpochFences() {
        SourceLog log = log(2, 50);
        RedisReplayStore old = server();
        RedisReplayStore next = server();
        open(old, log);
        fill(old, log);
        assertThat(next.open(NEXT_EPOCH, log.extents())).isInstanceOf(StoreBounds.class);

        assertThat(append(old, log, 0, 50, 50)).isEqualTo(new AppendResult.Fenced(NEXT_EPOCH));
        assertThat(read(old, start(log), LARGE)).isEqualTo(new EpochChanged(NEXT_EPOCH));
        long streams = redis.call(commands -> commands.exists("{dashstream:" + topic + ":0}:s:" + EPOCH));
        assertThat(streams).as("the old stream is gone").isZero();
    }

    @Test
    @DisplayName("a server that has not heard of a new epoch yet can't bring the old one back")
    void aReplacedEpochStaysReplaced() {
        SourceLog log = log(1, 5);
        RedisReplayStore store = server();
        open(store, log);
        store.open(NEXT_EPOCH, log.extents());
        assertThat(server().open(EPOCH, log.extents()))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        refused -> assertThat(refused.reason()).contains(EPOCH.value(), NEXT_EPOCH.value()));
        assertThat(store.append(NEXT_EPOCH, List.<PartitionBatch>of(log.batch(0, 0, 5)))
                        .get(0))
                .isEqualTo(new AppendResult.Accepted(5, 5));
    }

    @Test
    @DisplayName("RE-24: a history of another format is neither read nor touched, and said to be one")
    void anotherFormatIsLeftAlone() {
        String root = "{dashstream:" + topic + "}:root";
        redis.call(commands -> commands.hset(root, "v", "7"));
        RedisReplayStore store = server();
        assertThat(store.open(EPOCH, log(1, 1).extents()))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        refused -> assertThat(refused.reason()).contains("format 7"));
        assertThat(store.bounds().toCompletableFuture().join()).isInstanceOf(Unavailable.class);
        Map<String, String> untouched = redis.call(commands -> commands.hgetall(root));
        assertThat(untouched).containsOnlyKeys("v");
    }

    @Test
    @DisplayName("another topic in the same Redis is another history")
    void topicsAreApart() {
        SourceLog log = log(1, 5);
        RedisReplayStore store = server();
        open(store, log);
        fill(store, log);
        RedisReplayStore other =
                closing(store(redis.uri()).topic(UUID.randomUUID().toString()).build());
        assertThat(other.bounds().toCompletableFuture().join()).isInstanceOf(Unavailable.class);
    }
}
