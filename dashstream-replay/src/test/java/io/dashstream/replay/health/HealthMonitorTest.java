package io.dashstream.replay.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.health.PartHealth.State;
import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.Refusal;
import io.dashstream.replay.reader.PoisonStats;
import io.dashstream.replay.reader.PoisonStats.Held;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.run.RunIndexStats;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import io.dashstream.replay.store.tiered.TierStats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** KA-17, ME-06, ME-07, ME-15, ME-20: health by what happens now, with the broken part's name. */
class HealthMonitorTest {

    private static final Duration STEP = Duration.ofSeconds(2);

    private long now = 1_000_000_000_000L;
    private Phase phase = Phase.LIVE;
    private String detail = "";
    private long records;
    private long unreadable;
    private long history;
    private long missing;
    private long looks;
    private long failedLooks;
    private long appendFailures;
    private boolean reading = true;
    private long delivered;
    private Optional<TierStats> middle = Optional.empty();
    private Optional<ColdReadStats> cold = Optional.empty();
    private Optional<MemoryStoreStats> memory = Optional.empty();
    private RunIndexStats runs = new RunIndexStats(0, 0, 0, 0, 0, 0, 0, 0, 0, true);
    private TreeMap<Integer, Held> held = new TreeMap<>();
    private Supplier<CompletableFuture<BoundsResult>> store = HealthMonitorTest::well;
    private final HealthMonitor monitor = new HealthMonitor(this::vitals, () -> store.get(), new Clock(), () -> {});

    @Test
    @DisplayName("KA-17: a topic on which nothing happens for half an hour is healthy")
    void idleIsHealthy() {
        pass(Duration.ofMinutes(30));
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        assertThat(monitor.report().sinceLastRecord()).isEmpty();
    }

    @Test
    @DisplayName("KA-17: a burst of 10 % errors for two minutes is degraded, and recovers")
    void burstOfErrors() {
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 60; i++) {
            records += 90;
            unreadable += 10;
            pass(STEP);
        }
        assertThat(monitor.report().reader().state()).isEqualTo(State.DEGRADED);
        assertThat(monitor.report().isReady()).isTrue();
        for (int i = 0; i < 65; i++) {
            records += 100;
            pass(STEP);
        }
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        assertThat(monitor.report().stats().poison().newUnreadable()).isEqualTo(600);
    }

    @Test
    @DisplayName("ME-06: a long good history does not dilute fresh trouble: degraded within two minutes")
    void historyDilutesNothing() {
        records = 1_000_000;
        pass(Duration.ofMinutes(10));
        for (int i = 0; i < 60; i++) {
            records += 19;
            unreadable += 1;
            pass(STEP);
        }
        assertThat(monitor.report().reader().state()).isEqualTo(State.DEGRADED);
        assertThat(monitor.report().reader().detail().orElseThrow()).contains("can't be read");
    }

    @Test
    @DisplayName("ME-06: offsets that were lost are a warning for as long as that is recent")
    void lossClears() {
        pass(Duration.ofMinutes(1));
        missing += 20;
        pass(STEP);
        assertThat(monitor.report().reader().state()).isEqualTo(State.DEGRADED);
        pass(Duration.ofMinutes(3));
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        assertThat(monitor.report().stats().missingOffsets()).isEqualTo(20);
    }

    @Test
    @DisplayName("ME-07: one error of one record is a count and no rate")
    void smallSamples() {
        pass(Duration.ofMinutes(1));
        records += 1;
        unreadable += 1;
        pass(STEP);
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        assertThat(monitor.report().recent().unreadable()).isEqualTo(1);
        assertThat(monitor.report().recent().unreadableRate()).isZero();
    }

    @Test
    @DisplayName("ME-07: what was there before the reader is not in the denominator")
    void catchUpIsAnotherPopulation() {
        for (int i = 0; i < 60; i++) {
            history += 20_000;
            records += 95;
            unreadable += 5;
            pass(STEP);
        }
        assertThat(monitor.report().reader().state()).isEqualTo(State.DEGRADED);
    }

    @Test
    @DisplayName("ME-20: a topic that is missing is Kafka's trouble, by name, until it is there")
    void kafkaBreaks() {
        pass(STEP);
        phase = Phase.TOPIC_MISSING;
        detail = "topic t does not exist";
        HealthReport broken = monitor.report();
        assertThat(broken.isReady()).isFalse();
        assertThat(broken.kafka()).isEqualTo(new PartHealth(State.BROKEN, Optional.of(detail)));
        assertThat(broken.store().state()).isEqualTo(State.OK);
        phase = Phase.LIVE;
        assertThat(monitor.report().isReady()).isTrue();
    }

    @Test
    @DisplayName(
            "KA-13, ME-20: a partition that does not answer is named, and the server that reads all others is ready")
    void aPartitionIsSilent() {
        pass(STEP);
        detail = "without an answer from 1 of 500 partitions: 321";
        HealthReport report = monitor.report();
        assertThat(report.kafka()).isEqualTo(new PartHealth(State.DEGRADED, Optional.of(detail)));
        assertThat(report.isReady()).isTrue();
    }

    @Test
    @DisplayName("ME-20: one answer that does not come is no outage, half a minute without one is")
    void unverified() {
        pass(STEP);
        phase = Phase.UNVERIFIED;
        detail = "timed out";
        pass(STEP);
        assertThat(monitor.report().kafka().state()).isEqualTo(State.DEGRADED);
        pass(Duration.ofSeconds(40));
        assertThat(monitor.report().kafka().state()).isEqualTo(State.BROKEN);
        assertThat(monitor.report().isReady()).isFalse();
    }

    @Test
    @DisplayName("ME-20: a store that says that it is away, or says nothing, is broken until it answers")
    void storeBreaks() {
        pass(STEP);
        store = () -> CompletableFuture.completedFuture(new Unavailable("redis is away"));
        pass(STEP);
        assertThat(monitor.report().store()).isEqualTo(new PartHealth(State.BROKEN, Optional.of("redis is away")));
        store = HealthMonitorTest::well;
        pass(STEP);
        assertThat(monitor.report().isReady()).isTrue();

        CompletableFuture<BoundsResult> never = new CompletableFuture<>();
        store = () -> never;
        pass(Duration.ofSeconds(20));
        assertThat(monitor.report().store().state()).isEqualTo(State.BROKEN);
        store = HealthMonitorTest::well;
        never.complete(new Unavailable("too late"));
        pass(Duration.ofSeconds(4));
        assertThat(monitor.report().store().state()).isEqualTo(State.OK);
    }

    @Test
    @DisplayName("ME-20: a store that takes nothing does not blame Kafka")
    void storeBreaksWhileOpening() {
        pass(STEP);
        store = () -> CompletableFuture.completedFuture(new Unavailable("redis is away"));
        phase = Phase.FAILING;
        detail = "redis is away";
        pass(STEP);
        assertThat(monitor.report().kafka().state()).isEqualTo(State.OK);
        assertThat(monitor.report().store().state()).isEqualTo(State.BROKEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"CATCHING_UP", "LIVE", "UNVERIFIED", "TOPIC_MISSING"})
    @DisplayName("ME-20: a reader that no longer looks at the topic is dead, whatever it did last, and not idle")
    void readerHangs(Phase doing) {
        pass(Duration.ofMinutes(1));
        phase = doing;
        pass(STEP);
        reading = false;
        pass(Duration.ofSeconds(40));
        assertThat(monitor.report().reader().state()).isEqualTo(State.BROKEN);
        assertThat(monitor.report().reader().detail().orElseThrow()).contains("it hangs");
        reading = true;
        phase = Phase.LIVE;
        pass(STEP);
        assertThat(monitor.report().isReady()).isTrue();
    }

    @Test
    @DisplayName("ME-20: a reader that hangs before it has ever caught up is not starting for ever")
    void readerHangsFromTheStart() {
        phase = Phase.CATCHING_UP;
        pass(STEP);
        reading = false;
        pass(Duration.ofSeconds(40));
        assertThat(monitor.report().reader().state()).isEqualTo(State.BROKEN);
    }

    @Test
    @DisplayName("ME-20: a middle store that is away is named, with what it lacks, and the server stays ready")
    void theMiddleStoreIsAway() {
        middle = Optional.of(new TierStats(true, OptionalLong.of(0), 0, 0, 0, 0));
        pass(STEP);
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        middle = Optional.of(new TierStats(false, OptionalLong.of(77), 3, 4, 0, 0));
        HealthReport away = monitor.report();
        assertThat(away.state()).isEqualTo(State.DEGRADED);
        assertThat(away.isReady()).isTrue();
        assertThat(away.middle().orElseThrow().detail().orElseThrow()).contains("lacks 77");
        assertThat(HealthJson.of(away).at("/parts/middle/state").textValue()).isEqualTo("degraded");
        assertThat(away.recent().delivery()).containsEntry("middle_failures", 7L);
        middle = Optional.of(new TierStats(true, OptionalLong.of(0), 3, 4, 0, 0));
        assertThat(monitor.report().state()).isEqualTo(State.OK);
    }

    @Test
    @DisplayName("ME-20: cold reads that are refused are named, and the server stays ready")
    void theColdCircuitIsOpen() {
        cold = Optional.of(new ColdReadStats(0, Duration.ZERO, 0, 0, 0, 0, 0, 0, true));
        pass(STEP);
        assertThat(monitor.report().state()).isEqualTo(State.OK);
        cold = Optional.of(new ColdReadStats(0, Duration.ZERO, 0, 0, 5, 6, 0, 0, false));
        HealthReport away = monitor.report();
        assertThat(away.state()).isEqualTo(State.DEGRADED);
        assertThat(HealthJson.of(away).at("/parts/cold/state").textValue()).isEqualTo("degraded");
        assertThat(away.recent().delivery()).containsEntry("cold_busy", 5L).containsEntry("cold_failures", 6L);
    }

    @Test
    @DisplayName("ME-12: trouble of delivery shows while it is recent: each of the list, by name")
    void deliveryShows() {
        pass(STEP);
        delivered = 9;
        memory = Optional.of(new MemoryStoreStats(1, 1, Optional.of(Duration.ofSeconds(30)), 1, Duration.ZERO));
        JsonNode json = HealthJson.of(monitor.report());
        assertThat(json.at("/recent/delivery").properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "capped",
                        "delivered",
                        "gaps",
                        "missing_offsets",
                        "page_send_millis",
                        "pages",
                        "refused",
                        "replayed",
                        "resets",
                        "resumes",
                        "send_failures",
                        "send_timeouts",
                        "store_unavailable");
        assertThat(json.at("/recent/delivery"))
                .allSatisfy(count -> assertThat(count.longValue()).isEqualTo(9));
        assertThat(json.at("/retention/headroom_offsets").longValue()).isEqualTo(42);
        assertThat(json.at("/retention/memory_floor_age_seconds").longValue()).isEqualTo(30);
        assertThat(json.at("/retention/retained_offsets").longValue()).isZero();
        pass(Duration.ofMinutes(3));
        assertThat(monitor.report().recent().delivery().values()).as("long ago").containsOnly(0L);
    }

    @Test
    @DisplayName("ME-10: what is kept is unknown while the store does not answer, and not 0")
    void retentionIsUnknownWithoutAnAnswer() {
        pass(STEP);
        store = () -> CompletableFuture.completedFuture(new Unavailable("redis is away"));
        pass(STEP);
        JsonNode json = HealthJson.of(monitor.report());
        assertThat(json.at("/retention/retained_offsets").isNull()).isTrue();
        assertThat(json.at("/retention/memory_floor_age_seconds").isNull()).isTrue();
    }

    @Test
    @DisplayName(
            "ME-20: an index of runs that broke off is named until it is complete again, and the server stays ready")
    void theIndexBeginsAgain() {
        pass(STEP);
        runs = new RunIndexStats(0, 0, 0, 0, 0, 0, 0, 0, 1, false);
        HealthReport report = monitor.report();
        assertThat(report.state()).isEqualTo(State.DEGRADED);
        assertThat(report.runs().detail().orElseThrow()).contains("begun again 1 times");
        assertThat(HealthJson.of(report).at("/parts/runs/state").textValue()).isEqualTo("degraded");
        assertThat(report.isReady()).isTrue();
        runs = new RunIndexStats(5, 0, 0, 0, 0, 0, 0, 0, 1, true);
        assertThat(monitor.report().state()).isEqualTo(State.OK);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"NEW", "CONNECTING", "CATCHING_UP"})
    @DisplayName("ME-20: what has never been there yet is starting, and neither broken nor ready")
    void starting(Phase early) {
        phase = early;
        pass(STEP);
        assertThat(monitor.report().state()).isEqualTo(State.STARTING);
        assertThat(monitor.report().isReady()).isFalse();
        phase = Phase.LIVE;
        assertThat(monitor.report().isReady()).isTrue();
        phase = Phase.CATCHING_UP;
        assertThat(monitor.report().isReady())
                .as("it goes on serving what it has")
                .isTrue();
    }

    @Test
    @DisplayName("KA-04: a partition that waits in front of a record is named")
    void heldPartition() {
        held.put(3, new Held(42, Readability.UNDECODABLE));
        assertThat(monitor.report().reader().state()).isEqualTo(State.DEGRADED);
        assertThat(monitor.report().reader().detail().orElseThrow())
                .contains("3=")
                .contains("42");
    }

    @Test
    @DisplayName("ME-15: the JSON is one snapshot, with the fields that existing clients read")
    void json() {
        history = 5;
        records = 90;
        unreadable = 10;
        missing = 4;
        failedLooks = 3;
        appendFailures = 2;
        JsonNode json = HealthJson.of(monitor.report());
        assertThat(json.get("status").textValue()).isEqualTo("healthy");
        assertThat(json.get("kafka_status").textValue()).isEqualTo("connected");
        JsonNode metrics = json.get("metrics");
        assertThat(metrics.get("kafka_messages_received").longValue()).isEqualTo(105);
        assertThat(metrics.get("decode_errors").longValue()).isEqualTo(10);
        assertThat(metrics.get("dropped_messages").longValue()).isEqualTo(4);
        assertThat(metrics.get("kafka_errors").longValue()).isEqualTo(3);
        assertThat(metrics.get("infrastructure_errors").longValue()).isEqualTo(2);
        assertThat(metrics.get("connected_clients").longValue()).isEqualTo(7);
        assertThat(metrics.get("uptime_seconds").longValue()).isZero();
        long sum = 0;
        for (JsonNode count : metrics.get("records_by_readability")) {
            sum += count.longValue();
        }
        assertThat(sum).as("each record is in one outcome").isEqualTo(105);
    }

    /** Time goes by, with the reader at work and the monitor watching. */
    private void pass(Duration duration) {
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            now += STEP.toNanos();
            looks += reading ? 2 : 0;
            monitor.report();
        }
    }

    private static CompletableFuture<BoundsResult> well() {
        return CompletableFuture.completedFuture(
                new StoreBounds(Epoch.of("cluster", "topic", "id", 0), new TreeMap<>()));
    }

    private Vitals vitals() {
        return new Vitals(stats(), runs, sessions(), middle, cold, memory);
    }

    private HubStats sessions() {
        return new HubStats(
                Map.of(Dialect.V1, 3L, Dialect.V2, 4L),
                Map.of(new HubStats.ResumeKind("partition", "latest"), delivered),
                delivered,
                delivered,
                Map.of(GapReason.RETENTION, delivered),
                Map.of(GapReason.RETENTION, delivered),
                Map.of(CapReason.MAX_RECORDS, delivered),
                Map.of(ResetReason.RETENTION, delivered),
                0,
                Map.of(Refusal.DRAINING, delivered),
                Map.of(),
                0,
                Map.of(CloseReason.SLOW_CONSUMER, delivered, CloseReason.CHANNEL_FAILED, delivered + 1),
                0,
                OptionalLong.of(42),
                delivered,
                Duration.ofMillis(delivered),
                Map.of(ErrorCode.STORE_UNAVAILABLE, delivered));
    }

    private ReaderStats stats() {
        Map<Readability, Long> fresh = Map.of(Readability.READABLE, records, Readability.UNDECODABLE, unreadable);
        Map<Readability, Long> all =
                Map.of(Readability.READABLE, records + history, Readability.UNDECODABLE, unreadable);
        return new ReaderStats(
                new ReaderStatus(phase, detail.isEmpty() ? Optional.empty() : Optional.of(detail)),
                Optional.empty(),
                records + unreadable + history,
                0,
                all,
                0,
                missing,
                0,
                1,
                looks,
                failedLooks,
                appendFailures,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                new PoisonStats(fresh, 0, held, 0, Map.of()));
    }

    /** The test's time; nothing is scheduled. */
    private final class Clock implements SessionScheduler {

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("the test asks by itself");
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
