package io.dashstream.replay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ME-01, ME-12: what memory keeps, since when, and what it gives. */
class MemoryStoreMetersTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final RecordLabel LABEL = RecordLabel.unreadable(Readability.UNDECODABLE);

    /** Each look at the time takes a millisecond. */
    private final AtomicLong nanos = new AtomicLong();

    private final InMemoryReplayStore store = new InMemoryReplayStore(
            new MemoryBounds(16, 1 << 20, Duration.ofDays(1)), () -> nanos.addAndGet(1_000_000));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    @DisplayName("ME-01: each meter of memory moves with what it names")
    void everyMeterMoves() {
        new MemoryStoreMeters(() -> Optional.of(store.stats())).bindTo(registry);
        assertThat(gauge("retained.records")).isZero();
        assertThat(gauge("floor.age")).isNaN();
        assertThat(registry.get("dashstream.replay.memory.page").functionTimer().count())
                .isZero();

        store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
        append(0);
        append(1);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(gauge("retained.records")).isEqualTo(2);
        assertThat(gauge("retained")).isEqualTo(200);
        assertThat(gauge("floor.age")).isBetween(60.0, 61.0);

        store.read(ReadRequest.first(Cursor.of(EPOCH, Map.of(0, Position.at(0))), new PageLimits(10, 1_000)));
        assertThat(registry.get("dashstream.replay.memory.page").functionTimer().count())
                .isEqualTo(1);
        assertThat(registry.get("dashstream.replay.memory.page").functionTimer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(1);
        for (int offset = 2; offset < 40; offset++) {
            append(offset);
        }
        assertThat(gauge("retained.records")).isEqualTo(16);
        assertThat(gauge("floor.age")).isLessThan(1);
    }

    @Test
    @DisplayName("ME-09: times that records bring along, an hour early or late, move no meter of time")
    void clocksOfOthersAreNotUsed() {
        new MemoryStoreMeters(() -> Optional.of(store.stats())).bindTo(registry);
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
        long now = System.currentTimeMillis();
        long hour = Duration.ofHours(1).toMillis();

        append(0, now + hour);
        append(1, now - hour);

        assertThat(gauge("floor.age")).isBetween(0.0, 1.0);
        assertThat(gauge("retained.records")).isEqualTo(2);
    }

    @Test
    @DisplayName("a reader that was given another store has no meters of memory")
    void noMemoryNoMeters() {
        new MemoryStoreMeters(Optional::empty).bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    private void append(int offset) {
        append(offset, 0);
    }

    private void append(int offset, long timestamp) {
        StoredRecord record = StoredRecord.wrap(0, offset, 0, timestamp, LABEL, new byte[100]);
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, offset, offset + 1, List.of(record))));
    }

    private double gauge(String name) {
        return registry.get("dashstream.replay.memory." + name).gauge().value();
    }
}
