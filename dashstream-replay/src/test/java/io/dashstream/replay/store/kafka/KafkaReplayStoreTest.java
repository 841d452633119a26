package io.dashstream.replay.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.kafka.ColdLog.Fetched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What reading back costs, and what it says when it can't. */
class KafkaReplayStoreTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "first", 0);
    private static final Epoch OTHER = Epoch.of("cluster", "topic", "second", 0);
    private static final PageLimits PAGE = new PageLimits(100, 1 << 20);

    private final ScriptedColdLog log = new ScriptedColdLog(EPOCH);
    private final KafkaReplayStore store = log.store();

    @Test
    @DisplayName("B8: however many want the same chunk at once, Kafka is asked once")
    void oneReadForAll() {
        fill(1_000);
        log.hold();
        List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reads.add(store.read(ReadRequest.first(at(i), PAGE)).toCompletableFuture());
        }
        assertThat(log.fetches()).hasSize(1);
        log.release();
        for (int i = 0; i < 200; i++) {
            assertThat(((Page) reads.get(i).join()).records())
                    .extracting(StoredRecord::offset)
                    .startsWith((long) i)
                    .hasSize(100);
        }
        assertThat(log.fetches()).hasSize(1);
        assertThat(store.stats().chunkMisses()).isEqualTo(1);
        assertThat(store.stats().chunkHits()).isEqualTo(199);
        assertThat(store.stats().reads()).isEqualTo(1);
    }

    @Test
    @DisplayName("200 sessions that replay the same come to no more than 1.2 reads per chunk")
    void manyReplayTheSame() {
        fill(20_000);
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            cursors.add(at(0));
        }
        long read = 0;
        while (cursors.get(199).next(0) < 20_000) {
            for (int i = 0; i < 200; i++) {
                Page page = (Page) result(cursors.get(i));
                read += page.records().size();
                cursors.set(i, page.next());
            }
        }
        assertThat(read).isEqualTo(200 * 20_000L);
        Set<ChunkRange> distinct = new HashSet<>();
        log.fetches().forEach(distinct::addAll);
        long chunks = log.fetches().stream().mapToLong(List::size).sum();
        assertThat(chunks).isLessThanOrEqualTo(distinct.size() * 12L / 10);
        assertThat(store.stats().chunkMisses()).isEqualTo(chunks);
    }

    @Test
    @DisplayName("RE-02: a read that is refused or fails is an error, never an empty page, and is asked for again")
    void failuresAreNoPages() {
        fill(1_000);
        log.answerWith(new Fetched.Busy("busy: too many"));
        assertThat(result(at(0))).isEqualTo(new Unavailable("busy: too many"));
        log.answerWith(new Fetched.Failed("broker is away"));
        assertThat(result(at(0))).isEqualTo(new Unavailable("broker is away"));
        log.answerWith(new Fetched.Refused("broker is being probed"));
        assertThat(result(at(0))).isEqualTo(new Unavailable("broker is being probed"));
        assertThat(store.stats().busy()).isEqualTo(1);
        assertThat(store.stats().failures()).isEqualTo(2);
        assertThat(store.stats().reads())
                .as("ME-12: what was refused took no time of Kafka's")
                .isEqualTo(1);
        log.recover();
        assertThat(((Page) result(at(0))).records()).hasSize(100);
    }

    @Test
    @DisplayName("M-706: what was read of another log is thrown away, also where its offsets fit")
    void m706_otherLogsRecordsAreThrownAway() {
        fill(1_000);
        log.becomes(OTHER);
        log.write(source(2_000).batch(0, 0, 2_000));
        assertThat(result(at(0))).isInstanceOf(Unavailable.class);
        assertThat(store.stats().otherLog()).isEqualTo(1);
        assertThat(store.seek(EPOCH, new SeekTarget.Timestamp(0))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Unavailable.class);

        store.open(OTHER, source(2_000).extents());
        assertThat(result(at(0))).isEqualTo(new EpochChanged(OTHER));
        store.append(OTHER, List.of(source(2_000).batch(0, 0, 2_000)));
        assertThat(((Page) result(Cursor.of(OTHER, Map.of(0, Position.at(0))))).records())
                .hasSize(100);
    }

    @Test
    @DisplayName("KA-06: what Kafka no longer keeps is a gap with its exact range, found out by the read itself")
    void retentionIsFoundByReading() {
        fill(2_000);
        log.deleteBefore(0, 700);
        Page page = (Page) result(at(100));
        assertThat(page.gaps()).containsExactly(new Gap(0, 100, 700, GapReason.RETENTION));
        assertThat(page.records()).extracting(StoredRecord::offset).startsWith(700L);
        assertThat(page.bounds().get(0))
                .extracting(PartitionBounds::floor, PartitionBounds::next, PartitionBounds::end)
                .containsExactly(700L, 2_000L, 2_000L);
    }

    @Test
    @DisplayName("a chunk that was read outlives its records in Kafka")
    void chunksOutliveRetention() {
        fill(1_000);
        assertThat(((Page) result(at(0))).records()).hasSize(100);
        log.deleteBefore(0, 300);
        assertThat(((Page) result(at(100))).records()).hasSize(100);
        assertThat(log.fetches()).hasSize(1);
    }

    @Test
    @DisplayName("bounds are as Kafka says; if it does not, as it said last")
    void boundsFollowKafka() {
        fill(1_000);
        log.deleteBefore(0, 300);
        assertThat(floor()).isEqualTo(300);
        KafkaReplayStore another = log.store();
        another.open(EPOCH, source(1_000).extents());
        log.fail();
        assertThat(((StoreBounds) another.bounds().toCompletableFuture().join())
                        .partitions()
                        .get(0)
                        .floor())
                .isZero();
    }

    @Test
    @DisplayName("a hole of millions of offsets is read over at once")
    void longHolesCostOneRead() {
        SourceLog source = new SourceLog(1, 0);
        source.add(0, 10, 4);
        source.add(0, 5_000_000, 4);
        fill(source);
        Page page = (Page) result(at(0));
        assertThat(page.records()).hasSize(2);
        assertThat(page.gaps()).isEmpty();
        assertThat(log.fetches()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    @DisplayName("nothing is read back from beyond what the reader has consumed")
    void nothingIsAheadOfTheReader() {
        SourceLog source = source(1_000);
        log.write(source.batch(0, 0, 1_000));
        store.open(EPOCH, Map.of(0, new io.dashstream.replay.store.LogExtent(0, 1_000)));
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, 0, 600, List.of())));
        Page page = (Page) store.read(ReadRequest.first(at(590), PAGE))
                .toCompletableFuture()
                .join();
        assertThat(page.records()).hasSize(10);
        assertThat(page.next().next(0)).isEqualTo(600);
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, 600, 1_000, List.of())));
        assertThat(((Page) result(page.next())).records()).hasSize(100);
    }

    @Test
    @DisplayName("RE-18: settings out of range are refused by name, value and range")
    void settingsAreBounded() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new ColdReadSettings(0, 1, 1 << 20, second))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(
                        "cold read consumers (DASHSTREAM_COLD_CONSUMERS) is 0; allowed are whole consumers from 1 to 16");
        assertThatThrownBy(() -> new ColdReadSettings(17, 1, 1 << 20, second)).hasMessageContaining("is 17");
        assertThatThrownBy(() -> new ColdReadSettings(1, 0, 1 << 20, second)).hasMessageContaining("is 0");
        assertThatThrownBy(() -> new ColdReadSettings(1, 100_001, 1 << 20, second))
                .hasMessageContaining("is 100001");
        assertThatThrownBy(() -> new ColdReadSettings(1, 1, (1 << 20) - 1, second))
                .hasMessageContaining("is 1048575");
        assertThatThrownBy(() -> new ColdReadSettings(1, 1, (64L << 30) + 1, second))
                .hasMessageContaining("is 68719476737");
        assertThatThrownBy(() -> new ColdReadSettings(1, 1, 1 << 20, Duration.ofMillis(99)))
                .hasMessageContaining("PT0.099S");
        assertThatThrownBy(() -> new ColdReadSettings(1, 1, 1 << 20, Duration.ofMillis(60_001)))
                .hasMessageContaining("PT1M0.001S");
        assertThat(new ColdReadSettings(16, 100_000, 64L << 30, Duration.ofMinutes(1)).consumers())
                .isEqualTo(16);
    }

    private void fill(int records) {
        fill(source(records));
    }

    private void fill(SourceLog source) {
        log.write(source.batch(0, 0, source.end(0)));
        store.open(EPOCH, source.extents());
        store.append(EPOCH, List.of(source.batch(0, 0, source.end(0))));
    }

    private static SourceLog source(int records) {
        SourceLog source = new SourceLog(1, 0);
        for (int i = 0; i < records; i++) {
            source.add(0, i, 1);
        }
        return source;
    }

    private ReadResult result(Cursor cursor) {
        return store.read(ReadRequest.first(cursor, PAGE)).toCompletableFuture().join();
    }

    private long floor() {
        return ((StoreBounds) store.bounds().toCompletableFuture().join())
                .partitions()
                .get(0)
                .floor();
    }

    private static Cursor at(long offset) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(offset)));
    }
}
