package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.StoreBounds;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CF-07: what a variable of the Redis store sets is seen in what the store does. */
class RedisVariablesIT {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);

    @Test
    @DisplayName("DASHSTREAM_REDIS_PROBE_INTERVAL_MS: who asks often is back first when Redis is")
    void probeInterval() {
        try (RedisProcess redis = RedisProcess.start()) {
            redis.kill();
            try (RedisReplayStore quick = store(redis, "quick", "50");
                    RedisReplayStore slow = store(redis, "slow", "60000")) {
                redis.startAgain();
                await().atMost(Duration.ofSeconds(30)).until(() -> open(quick) instanceof StoreBounds);
                assertThat(open(slow)).isNotInstanceOf(StoreBounds.class);
            }
        }
    }

    private static RedisReplayStore store(RedisProcess redis, String prefix, String probeInterval) {
        return RedisReplayStore.builder()
                .environment(Map.of(
                        "REDIS_URL",
                        redis.uri(),
                        "DASHSTREAM_REDIS_PREFIX",
                        prefix,
                        "DASHSTREAM_REDIS_PROBE_INTERVAL_MS",
                        probeInterval))
                .build();
    }

    private static BoundsResult open(RedisReplayStore store) {
        return store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
    }
}
