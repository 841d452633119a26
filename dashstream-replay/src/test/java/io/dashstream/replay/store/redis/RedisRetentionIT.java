package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.SourceLog;
import io.lettuce.core.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** M-701, RE-10, RE-18: what is kept follows the settings, and goes as a whole. */
class RedisRetentionIT extends RedisTestBase {

    private static final Duration DAY = Duration.ofDays(1);
    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private RedisReplayStore keeping(long records, long bytes, Duration age) {
        return closing(store(redis.uri())
                .retention(new RedisRetention(records, bytes, age))
                .build());
    }

    @Test
    @DisplayName("M-701: records beyond the bound go, the oldest first, each partition within its part")
    void m701_recordsAreBounded() {
        SourceLog log = log(2, 500);
        RedisReplayStore store = keeping(200, 1 << 30, DAY);
        open(store, log);
        fill(store, log);
        assertThat(bounds(store).values()).allMatch(bounds -> bounds.floor() == 400 && bounds.next() == 500);
        Page page = (Page) read(store, start(log), LARGE);
        assertThat(page.gaps())
                .containsExactly(new Gap(0, 0, 400, GapReason.RETENTION), new Gap(1, 0, 400, GapReason.RETENTION));
        assertThat(page.records()).hasSize(200);
    }

    @Test
    @DisplayName("M-701: bytes beyond the bound go")
    void m701_bytesAreBounded() {
        SourceLog log = log(1, 500);
        RedisReplayStore store = keeping(1_000_000, 5_000, DAY);
        open(store, log);
        fill(store, log);
        assertThat(bounds(store).get(0).floor()).isEqualTo(450);
    }

    @Test
    @DisplayName("M-701: what came in too long ago goes, also when nothing new comes")
    void m701_ageIsBounded() {
        SourceLog log = log(1, 50);
        RedisReplayStore patient = keeping(1_000_000, 1 << 30, DAY);
        open(patient, log);
        fill(patient, log);
        assertThat(((Page) read(patient, start(log), LARGE)).records()).hasSize(50);
        RedisReplayStore store = keeping(1_000_000, 1 << 30, Duration.ofSeconds(2));
        open(store, log);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            store.trim();
            return bounds(store).get(0).floor() == 50;
        });
        await().until(() -> {
            store.trim();
            return redis.call(commands -> commands.xlen(key("s:" + EPOCH))) == 0;
        });
    }

    @Test
    @DisplayName("M-701, RE-18: another retention takes effect on what is there")
    void m701_theFloorFollowsTheSetting() {
        SourceLog log = log(1, 300);
        RedisReplayStore large = keeping(1_000, 1 << 30, DAY);
        open(large, log);
        fill(large, log);
        RedisReplayStore small = keeping(100, 1 << 30, DAY);
        open(small, log);
        assertThat(bounds(small).get(0).floor()).isEqualTo(200);
    }

    @Test
    @DisplayName("RE-10: a record, its place in the index and its bytes go together")
    void nothingIsLeftOfWhatIsGone() {
        SourceLog log = new SourceLog(1, 0);
        log.grow(new SplittableRandom(3), 0, 400);
        RedisReplayStore store = keeping(50, 1 << 30, DAY);
        open(store, log);
        fill(store, log);
        Map<String, String> meta = redis.call(commands -> commands.hgetall(key("m")));
        long floor = Long.parseLong(meta.get("floor"));
        long entries = redis.call(commands -> commands.xlen(key("s:" + EPOCH)));
        assertThat(entries).isEqualTo(50);
        assertThat(meta).containsEntry("n", "50");
        List<String> index = redis.call(commands -> commands.zrangebylex(key("i:" + EPOCH), Range.unbounded()));
        assertThat(index).isNotEmpty().allMatch(member -> Long.parseLong(member.substring(12, 31)) >= floor);
        assertThat(Long.parseLong(meta.get("b")))
                .isEqualTo(log.records(0, floor, log.end(0)).stream()
                        .mapToLong(record -> record.size())
                        .sum());
    }

    @Test
    @DisplayName("RE-10: all keys of a partition have the same time to live, so none outlives the others")
    void keysGoTogether() {
        SourceLog log = log(1, 1_200);
        RedisReplayStore store = keeping(5_000, 1 << 30, Duration.ofMinutes(1));
        open(store, log);
        fill(store, log);
        long expected = Duration.ofMinutes(62).toMillis();
        for (String name : new String[] {"m", "s:" + EPOCH, "i:" + EPOCH, "a:" + EPOCH}) {
            long timeToLive = redis.call(commands -> commands.pttl(key(name)));
            assertThat(timeToLive).as(name).isBetween(expected - 60_000, expected);
        }
    }

    private String key(String name) {
        return "{dashstream:" + topic + ":0}:" + name;
    }
}
