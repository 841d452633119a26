package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.metrics.RedisStoreMeters;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ME-01: each meter of the Redis store moves under the load or the fault that it names. */
class RedisStoreMetersIT extends RedisTestBase {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SourceLog log = log(2, 1_500);
    private RedisProcess redis;
    private RedisReplayStore store;

    @BeforeEach
    void begin() {
        redis = closing(RedisProcess.start());
        store = closing(store(redis.uri())
                .commandTimeout(Duration.ofSeconds(1))
                .probeInterval(Duration.ofMillis(100))
                .build());
        new RedisStoreMeters(store).bindTo(registry);
    }

    private double value(String name, String... tags) {
        return registry.get("dashstream.replay.redis." + name)
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    @DisplayName("load: appends, pages, round trips, what is retained and since when")
    void load() {
        assertThat(value("retained.records")).isNaN();
        for (String counter : List.of("append", "page", "outages", "losses", "wake.ups")) {
            assertThat(value(counter)).as(counter).isZero();
        }
        open(store, log);
        fill(store, log);
        assertHolds(store, log);
        assertThat(value("append")).isGreaterThanOrEqualTo(16);
        assertThat(value("page")).isGreaterThanOrEqualTo(3);
        assertThat(value("round.trips")).isGreaterThanOrEqualTo(19);
        assertThat(value("script.loads")).isGreaterThanOrEqualTo(4);
        assertThat(registry.get("dashstream.replay.redis.page").functionTimer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        await().until(() -> {
            store.trim();
            return value("retained.records") == 3_000 && value("floor.age") > 0;
        });
        assertThat(value("retained")).isEqualTo(300_000);
        assertThat(value("circuit.open")).isZero();
    }

    @Test
    @DisplayName("faults: errors by kind, circuit, outages, losses")
    void faults() {
        await().atMost(Duration.ofSeconds(30)).until(() -> store.open(EPOCH, log.extents()) instanceof StoreBounds);
        redis.call(commands -> commands.configSet("maxmemory", "1"));
        append(store, log, 0, 0, 10);
        assertThat(value("errors", "kind", "refusal")).isPositive();
        redis.call(commands -> commands.configSet("maxmemory", "0"));

        await().until(() -> {
            store.trim();
            return !Double.isNaN(value("retained.records"));
        });
        redis.pause();
        await().until(() -> {
            append(store, log, 0, 0, 10);
            return value("circuit.open") == 1;
        });
        for (String level : List.of("retained.records", "retained", "floor.age")) {
            assertThat(value(level)).as("ME-10: %s is not known", level).isNaN();
        }
        assertThat(value("errors", "kind", "timeout")).isPositive();
        assertThat(value("outages")).isPositive();
        redis.goOn();
        await().until(() -> value("circuit.open") == 0);

        redis.kill();
        await().until(() -> {
            append(store, log, 0, 0, 10);
            return value("errors", "kind", "disconnect") > 0;
        });
        redis.startAgain();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            append(store, log, 0, 0, 10);
            return value("losses") > 0;
        });
    }

    @Test
    @DisplayName("wake-ups count what other servers write")
    void wakeUps() {
        open(store, log);
        RedisReplayStore other = closing(store(redis.uri()).build());
        open(other, log);
        await().until(() -> {
            append(
                    other,
                    log,
                    0,
                    bounds(other).get(0).next(),
                    bounds(other).get(0).next() + 1);
            return value("wake.ups") > 0;
        });
    }

    @Test
    @DisplayName("every meter is documented")
    void everyMeterIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(registry.getMeters()).hasSize(14).allSatisfy(meter -> {
            assertThat(docs).contains("| `" + meter.getId().getName() + "` |");
            assertThat(meter.getId().getTags()).extracting(Tag::getKey).isSubsetOf("kind");
        });
    }
}
