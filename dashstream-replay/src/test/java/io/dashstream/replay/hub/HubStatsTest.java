package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.HubStats.ResumeKind;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.ScriptedStore;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That each figure moves under the load or fault that it names, and under nothing else. */
class HubStatsTest extends HubFixture implements HubListener {

    private static final String EARLIEST = "{'type':'resume','from':'earliest'}";

    private final List<Long> lagRecords = new ArrayList<>();
    private final List<Duration> lags = new ArrayList<>();
    private final List<Duration> stalls = new ArrayList<>();
    private final List<Long> backlogs = new ArrayList<>();
    private final List<Integer> pages = new ArrayList<>();

    @Override
    public void applyLag(long records, Duration lag) {
        lagRecords.add(records);
        lags.add(lag);
    }

    @Override
    public void stall(Duration stall) {
        stalls.add(stall);
    }

    @Override
    public void backlog(long offsets) {
        backlogs.add(offsets);
    }

    @Override
    public void pageSent(int records, long bytes, Duration took) {
        pages.add(records);
    }

    @BeforeEach
    void pagesOfTen() {
        limit(SessionLimit.PAGE_RECORDS, 10);
    }

    private void sample() {
        lagRecords.clear();
        lags.clear();
        stalls.clear();
        backlogs.clear();
        pass(Duration.ofSeconds(5));
    }

    @Test
    void resumesRecordsAndSessionsAreCounted() {
        history(10);
        hub().listen(this);
        connect(Dialect.V2).says(EARLIEST);
        connect(Dialect.V1).says("{'type':'resume'}");
        HubStats stats = hub().stats();
        assertThat(stats.sessions()).containsEntry(Dialect.V1, 1L).containsEntry(Dialect.V2, 1L);
        assertThat(stats.resumes())
                .containsEntry(new ResumeKind("partition", "earliest"), 1L)
                .containsEntry(new ResumeKind("partition", "latest"), 1L)
                .containsEntry(new ResumeKind("thread", "checkpoint"), 0L);
        assertThat(stats.replayed()).isEqualTo(20);
        produce(0, 1);
        settle();
        assertThat(hub().stats().delivered()).isEqualTo(21);
        assertThat(hub().stats().replayed()).isEqualTo(20);
        assertThat(pages).containsExactly(10, 10, 1);
    }

    @Test
    void gapsResetsAndCapsAreCountedByReason() {
        store = keeping(100);
        history(200);
        connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'100'},'1':{'next':'200'}},'maxRecords':5}");
        take(new PartitionBatch.Lost(1, 200, 207, GapReason.INGEST_GAP));
        HubStats stats = hub().stats();
        assertThat(stats.gaps()).containsEntry(GapReason.RETENTION, 1L).containsEntry(GapReason.CAPPED, 0L);
        assertThat(stats.missing().get(GapReason.RETENTION)).isBetween(1L, 100L);
        assertThat(stats.resets()).containsEntry(ResetReason.RETENTION, 1L);
        assertThat(stats.capped()).containsEntry(CapReason.MAX_RECORDS, 1L);
        connect(Dialect.V1).says("{'type':'resume','from':'earliest'}");
        pass(Duration.ofSeconds(2));
        assertThat(hub().stats().gaps()).containsEntry(GapReason.INGEST_GAP, 1L);
        assertThat(hub().stats().missing()).containsEntry(GapReason.INGEST_GAP, 7L);
    }

    @Test
    void resyncsAreCounted() {
        open(0);
        produce(0, 1, ALICE, StateRole.BASE);
        connect(Dialect.V2).says("{'type':'resume'}").says("{'type':'resync','tenantId':'default','threadId':'alice'}");
        assertThat(hub().stats().resyncs()).isEqualTo(1);
    }

    @Test
    @DisplayName("M-705, RE-25: a client that applies slowly is behind in messages and seconds, and in nothing else")
    void m705_slowToApply() {
        history(10);
        hub().listen(this);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.applies(1);
        sample();
        assertThat(lagRecords).containsExactly(10L);
        assertThat(lags.get(0)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        client.applies(1);
        sample();
        assertThat(lags.get(0)).isGreaterThan(Duration.ofSeconds(9));
        assertThat(stalls).containsExactly(Duration.ZERO);
        assertThat(backlogs).containsExactly(0L);
        client.applies(2);
        sample();
        assertThat(lagRecords).containsExactly(0L);
        assertThat(lags).containsExactly(Duration.ZERO);
    }

    @Test
    @DisplayName("M-705, RE-25: a slow network is a stall and no apply lag")
    void m705_slowNetwork() {
        history(5);
        hub().listen(this);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.applies(1);
        client.wire.stall();
        produce(0, 1);
        sample();
        assertThat(stalls).hasSize(1).allMatch(stall -> stall.compareTo(Duration.ofSeconds(4)) > 0);
    }

    @Test
    @DisplayName("M-705, RE-25: a client that is silent is unknown, not 0")
    void m705_silentIsUnknown() {
        history(30);
        hub().listen(this);
        Client client = connect(Dialect.V2).says(EARLIEST);
        sample();
        assertThat(lagRecords).isEmpty();
        assertThat(hub().stats().unknownApplyLag()).isEqualTo(1);
        assertThat(backlogs).containsExactly(40L);
        client.applies(1);
        sample();
        assertThat(lagRecords).containsExactly(20L);
        assertThat(hub().stats().unknownApplyLag()).isZero();
        pass(Duration.ofSeconds(20));
        sample();
        assertThat(lagRecords).isEmpty();
        assertThat(hub().stats().unknownApplyLag()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "M-705, RE-25: reports that can't be true are counted, also of sessions that are over, and change nothing")
    void m705_reportsThatCanNotBeTrue() {
        history(30);
        hub().listen(this);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.applies(2);
        client.applies(99);
        client.applies(1);
        client.says("{'type':'progress','epoch':'" + RECREATED + "','page':'3'}");
        client.applies(0);
        assertThat(hub().stats().invalidProgress()).isEqualTo(4);
        sample();
        assertThat(lagRecords).containsExactly(20L);
        client.leaves();
        assertThat(hub().stats().invalidProgress()).isEqualTo(4);
    }

    @Test
    @DisplayName("ME-12: a counter never falls, whoever reads it while sessions end")
    void invalidProgressNeverFalls() throws Exception {
        history(1);
        hub();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> fell = CompletableFuture.supplyAsync(() -> {
            long before = 0;
            boolean hasFallen = false;
            while (!over.get()) {
                long now = hub().stats().invalidProgress();
                hasFallen |= now < before;
                before = now;
            }
            return hasFallen;
        });
        for (int i = 0; i < 1_000; i++) {
            Client client = connect(Dialect.V2).says(EARLIEST);
            client.applies(99);
            client.leaves();
        }
        over.set(true);
        assertThat(fell.get()).isFalse();
        assertThat(hub().stats().invalidProgress()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("RE-25: after a recreation a report must name the new epoch")
    void re25_reportsBelongToAnEpoch() {
        history(5);
        Client client = connect(Dialect.V2).says(EARLIEST);
        recreate(RECREATED, 0);
        produce(0, 1);
        pass(Duration.ofSeconds(1));
        client.says("{'type':'progress','epoch':'" + EPOCH + "','page':'2'}");
        assertThat(hub().stats().invalidProgress()).isEqualTo(1);
        client.says("{'type':'progress','epoch':'" + EPOCH + "','page':'1'}");
        client.applies(2);
        assertThat(hub().stats().invalidProgress()).isEqualTo(1);
    }

    @Test
    @DisplayName("ME-12: retention that comes near a session that is stuck shows before it gets there")
    void headroomShrinks() {
        store = keeping(1_000);
        history(500);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.applies(2);
        sample();
        assertThat(hub().stats().headroom()).as("retention stands still").isEmpty();
        produce(0, 500);
        sample();
        long room = hub().stats().headroom().orElseThrow();
        assertThat(room).isBetween(0L, 19L);
        produce(0, 2_000);
        sample();
        assertThat(hub().stats().headroom()).hasValue(0);
        sample();
        assertThat(hub().stats().headroom()).as("it is stuck at the floor").hasValue(0);
    }

    @Test
    @DisplayName("ME-16: a replay from the oldest record that moves on faster than retention is in no danger")
    void aReplayFromTheOldestRecordIsInNoDanger() {
        store = keeping(10_000);
        history(5_000);
        Client client = connect(Dialect.V2).says(EARLIEST);
        for (int page = 1; page < 100; page++) {
            client.applies(page);
            produce(0, 5);
            pass(Duration.ofSeconds(5));
            assertThat(hub().stats().headroom()).isEmpty();
        }
    }

    @Test
    @DisplayName("ME-10: headroom is not known while the store does not answer, and known again when it does")
    void headroomIsUnknownWithoutAnAnswer() {
        store = keeping(1_000);
        history(500);
        connect(Dialect.V2).says(EARLIEST);
        produce(0, 2_000);
        sample();
        sample();
        assertThat(hub().stats().headroom()).hasValue(0);
        store.follow(new Away());
        sample();
        assertThat(hub().stats().headroom()).isEmpty();
        store.follow(new There());
        sample();
        sample();
        assertThat(hub().stats().headroom()).hasValue(0);
    }

    @Test
    @DisplayName("ME-10: a listener that throws costs one sample and not all that come")
    void samplingGoesOn() {
        history(1);
        hub().listen(new HubListener() {
            private boolean thrown;

            @Override
            public void applyLag(long records, Duration lag) {}

            @Override
            public void stall(Duration stall) {
                if (!thrown) {
                    thrown = true;
                    throw new IllegalStateException("thrown by the test");
                }
            }

            @Override
            public void backlog(long offsets) {}

            @Override
            public void pageSent(int records, long bytes, Duration took) {}
        });
        hub().listen(this);
        connect(Dialect.V2).says(EARLIEST);
        assertThatThrownBy(this::sample).hasMessage("thrown by the test");
        sample();
        assertThat(stalls).hasSize(1);
    }

    @Test
    @DisplayName("ME-12: pages and the errors that sessions survive are counted")
    void pagesAndErrors() {
        history(30);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.applies(99);
        HubStats stats = hub().stats();
        assertThat(stats.pages()).isEqualTo(2);
        assertThat(stats.errors())
                .containsEntry(ErrorCode.INVALID_PROGRESS, 1L)
                .containsEntry(ErrorCode.STORE_UNAVAILABLE, 0L);
        store.follow(new Away());
        client.applies(2);
        pass(Duration.ofSeconds(5));
        assertThat(hub().stats().errors()).containsEntry(ErrorCode.STORE_UNAVAILABLE, 1L);
    }

    @Test
    @DisplayName("RE-16: a slow client does not keep fast ones back, and loses nothing")
    void re16_slowBesideFast() {
        history(0);
        Client slow = connect(Dialect.V2).says("{'type':'resume'}");
        List<Client> fast = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fast.add(connect(Dialect.V2).says("{'type':'resume'}"));
        }
        for (int round = 1; round <= 50; round++) {
            produce(0, 10);
            settle();
            fast.forEach(client -> client.applies(client.wire.pages().size()));
        }
        fast.forEach(client -> assertThat(client.wire.records()).isEqualTo(500));
        assertThat(slow.wire.records()).isEqualTo(20);
        for (int page = 1; page <= 50; page++) {
            slow.applies(page);
            pass(Duration.ofMinutes(1));
        }
        assertThat(slow.wire.records()).isEqualTo(500);
        assertThat(slow.wire.closeCode()).isEmpty();
    }

    /** Says that it is away, whatever it is asked. */
    private static final class Away implements ScriptedStore.Script {

        @Override
        @SuppressWarnings("unchecked")
        public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
            return CompletableFuture.completedFuture((T) new Unavailable("away"));
        }
    }

    private static final class There implements ScriptedStore.Script {

        @Override
        public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
            return real.get();
        }
    }
}
