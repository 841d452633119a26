package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RE-18: what is out of bounds is an error at start-up, with setting, value and range. */
class ReplayReaderBuilderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void missingSettingsAreNamed() {
        assertThatThrownBy(() -> ReplayReader.builder().topic("t").build()).hasMessageContaining("bootstrapServers");
        assertThatThrownBy(() ->
                        ReplayReader.builder().bootstrapServers("h:1").topic("").build())
                .hasMessageContaining("topic (KAFKA_TOPIC) is \"\"");
    }

    @Test
    void valuesOutOfRangeAreNamedWithTheRange() {
        refused(builder -> builder.resetGeneration(-1), "resetGeneration (DASHSTREAM_RESET_GENERATION) is -1");
        refused(
                builder -> builder.sessionThreads(0),
                "sessionThreads (DASHSTREAM_SESSION_THREADS) is 0; allowed are whole threads from 1 to 64");
        refused(builder -> builder.sessionThreads(65), "is 65");
        refused(builder -> builder.maxRuns(0), "maxRuns (DASHSTREAM_MAX_RUNS) is 0");
        refused(builder -> builder.maxRuns(100_001), "is 100001");
        refused(
                builder -> builder.identityCheckInterval(Duration.ofMillis(99)),
                "identityCheckInterval (DASHSTREAM_IDENTITY_CHECK_INTERVAL_MS) is PT0.099S");
        refused(builder -> builder.identityCheckInterval(Duration.ofSeconds(61)), "is PT1M1S");
        refused(
                builder -> builder.runIdleTime(Duration.ofSeconds(9)),
                "runIdleTime (DASHSTREAM_RUN_IDLE_TIME_MS) is PT9S");
        refused(builder -> builder.runIdleTime(Duration.ofDays(31)), "is PT744H");
    }

    @Test
    @DisplayName("a reader that was never started can be asked and closed")
    void neverStarted() {
        try (ReplayReader reader = valid().build()) {
            assertThat(reader.status().phase()).isEqualTo(Phase.NEW);
            assertThat(reader.stats().records()).isZero();
            assertThat(reader.stats().lag()).isEmpty();
            assertThat(reader.runs().recent()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "[::1]:1"})
    @DisplayName(
            "KA-18: a cluster that can't be reached, at an address of either family, is a status, and closing does not wait")
    void unreachableCluster(String address) {
        ReplayReader reader = valid().bootstrapServers(address).build();
        try (reader) {
            reader.start();
            await().atMost(PATIENCE).until(() -> reader.status().phase() == Phase.CONNECTING);
            assertThatThrownBy(() -> reader.awaitCaughtUp(Duration.ofMillis(50)))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("CONNECTING");
        }
        await().atMost(PATIENCE).until(() -> reader.status().phase() == Phase.CLOSED);
    }

    private static void refused(UnaryOperator<ReplayReaderBuilder> change, String message) {
        assertThatThrownBy(() -> change.apply(valid()).build())
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(message);
    }

    private static ReplayReaderBuilder valid() {
        return ReplayReader.builder().bootstrapServers("127.0.0.1:1").topic("t");
    }
}
