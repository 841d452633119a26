package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.PageLimits;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisSettingsTest {

    private static final String NOWHERE = "redis://someone:s3cret@127.0.0.1:1/2";

    private static RedisReplayStore.Builder builder() {
        return RedisReplayStore.builder().uri(NOWHERE).topic("events").commandTimeout(Duration.ofMillis(10));
    }

    private static Arguments setting(String named, String value, UnaryOperator<RedisReplayStore.Builder> with) {
        return Arguments.of(named, value, with);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                setting("topic", "\"\"", builder -> builder.topic("")),
                setting("topic", "a:b", builder -> builder.topic("a:b")),
                setting("prefix", "\"\"", builder -> builder.prefix("")),
                setting("prefix", "{x}", builder -> builder.prefix("{x}")),
                setting("prefix", "aaa", builder -> builder.prefix("a".repeat(65))),
                setting("commandTimeout", "PT0.009S", builder -> builder.commandTimeout(Duration.ofMillis(9))),
                setting("commandTimeout", "PT30.001S", builder -> builder.commandTimeout(Duration.ofMillis(30_001))),
                setting("probeInterval", "PT0.049S", builder -> builder.probeInterval(Duration.ofMillis(49))),
                setting("probeInterval", "PT1M0.001S", builder -> builder.probeInterval(Duration.ofMillis(60_001))),
                setting("maxRecords", "0", builder -> builder.retention(retention(0, 1, 1_000))),
                setting(
                        "maxRecords",
                        "1000000000001",
                        builder -> builder.retention(retention(1_000_000_000_001L, 1, 1_000))),
                setting("maxBytes", "0", builder -> builder.retention(retention(1, 0, 1_000))),
                setting(
                        "maxBytes",
                        "1125899906842625",
                        builder -> builder.retention(retention(1, (1L << 50) + 1, 1_000))),
                setting("maxAge", "PT0.999S", builder -> builder.retention(retention(1, 1, 999))),
                setting("maxAge", "PT87600H0.001S", builder -> builder.retention(retention(1, 1, 315_360_000_001L))));
    }

    private static RedisRetention retention(long records, long bytes, long millis) {
        return new RedisRetention(records, bytes, Duration.ofMillis(millis));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("outOfRange")
    @DisplayName("M-701, RE-18, CF-02: a setting out of its range stops the start, with its name and value")
    void m701_settingsOutOfRangeAreRefused(String named, String value, UnaryOperator<RedisReplayStore.Builder> with) {
        assertThatThrownBy(() -> with.apply(builder()).build())
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(named)
                .hasMessageContaining(value);
    }

    @Test
    @DisplayName("M-701: the ends of each range are taken")
    void m701_theEndsOfTheRangesAreTaken() {
        assertThat(retention(1, 1, 1_000)).isNotNull();
        assertThat(retention(1_000_000_000_000L, 1L << 50, 315_360_000_000L)).isNotNull();
        try (RedisReplayStore store =
                builder().prefix("a").probeInterval(Duration.ofMillis(50)).build()) {
            assertThat(store).isNotNull();
        }
    }

    @Test
    @DisplayName("CF-01: no text of the store shows a password")
    void passwordsAreNotShown() {
        try (RedisReplayStore store = builder().build()) {
            assertThat(store.toString())
                    .contains("127.0.0.1:1")
                    .doesNotContain("s3cret")
                    .doesNotContain("someone");
            assertThat(store.bounds().toCompletableFuture().join().toString()).doesNotContain("s3cret");
        }
        assertThatThrownBy(() -> builder().uri("radish://someone:s3cret@host").build())
                .isInstanceOf(ReplayException.class)
                .hasNoCause()
                .hasMessageNotContaining("s3cret")
                .hasMessageContaining("redis://");
    }

    @Test
    @DisplayName("RE-07: threads that are not the same never share a name")
    void tagsAreInjective() {
        assertThat(Keys.tag(new ThreadKey("a", "bc"))).isNotEqualTo(Keys.tag(new ThreadKey("ab", "c")));
        assertThat(Keys.tag(new ThreadKey("", "1:a"))).isNotEqualTo(Keys.tag(new ThreadKey("1:", "a")));
        assertThat(Keys.tag(new ThreadKey("1:a", ""))).isNotEqualTo(Keys.tag(new ThreadKey("", "1:a")));
    }

    @Test
    @DisplayName("only the policy that evicts nothing goes without a warning")
    void evictionPolicies() {
        assertThat(EvictionPolicy.warning("noeviction")).isEmpty();
        assertThat(EvictionPolicy.warning("allkeys-lru"))
                .hasValueSatisfying(warning -> assertThat(warning).contains("allkeys-lru", "noeviction"));
        assertThat(EvictionPolicy.warning("volatile-ttl")).isPresent();
    }

    @Test
    @DisplayName(
            "a page is divided by backlog, everyone gets an equal part at least, and at most two pages are fetched")
    void quotasGoByBacklog() {
        Quotas quotas = new Quotas(new PageLimits(1_000, 100_000), Map.of(0, 0L, 1, 10L, 2, Long.MAX_VALUE, 3, 0L));
        assertThat(quotas.records(0)).isEqualTo(250);
        assertThat(quotas.records(1)).isEqualTo(250);
        assertThat(quotas.records(2)).isEqualTo(990);
        assertThat(quotas.bytes(2)).isEqualTo(99_000);
        assertThat(quotas.records(9)).isZero();
    }
}
