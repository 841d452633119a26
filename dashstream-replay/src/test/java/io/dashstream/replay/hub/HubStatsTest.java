package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.HubStats.ResumeKind;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StateRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    @DisplayName("M-705, RE-25: reports that can't be true are counted, also of sessions that are over, and change nothing")
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
    @DisplayName("retention that comes near a session that is stuck shows before it gets there")
    void headroomShrinks() {
        store = keeping(1_000);
        history(100);
        connect(Dialect.V2).says(EARLIEST);
        sample();
        assertThat(hub().stats().headroom()).hasValue(10);
        produce(0, 2_000);
        sample();
        assertThat(hub().stats().headroom()).hasValue(0);
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
}
