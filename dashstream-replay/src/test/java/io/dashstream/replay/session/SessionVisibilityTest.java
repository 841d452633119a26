package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.session.SessionSignal.ResyncOutcome;
import io.dashstream.replay.session.SessionSignal.Resynced;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client whose grant hides records that mix its thread with others. */
class SessionVisibilityTest extends SessionFixture {

    private static final ThreadKey MINE = new ThreadKey("t", "mine");
    private static final ThreadKey OTHERS = new ThreadKey("u", "others");
    private static final AccessGrant GRANT = AccessGrant.tenants(Set.of("t"));

    private long end;

    @BeforeEach
    void openOne() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
    }

    @Test
    @DisplayName("R5: from a checkpoint is from the newest one that the client may see")
    void startsAtTheNewestBaseThatItMaySee() {
        put(StateRole.BASE, MINE);
        put(StateRole.BASE, MINE);
        put(StateRole.CHANGE, MINE);
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.CHANGE, MINE);
        resume(new StartFrom.Checkpoint(MINE));
        assertThat(got()).containsExactly(1L, 2L, 4L);
        assertThat(channel.only(Resumed.class).partitions().get(0).start())
                .as("the client is told where it starts")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("R5: the same for every thread of several")
    void everyThreadStartsAtABaseThatItMaySee() {
        put(StateRole.BASE, MINE);
        put(StateRole.CHANGE, MINE);
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.CHANGE, MINE);
        resume(new StartFrom.Checkpoints(Set.of(MINE)));
        assertThat(got()).containsExactly(0L, 1L, 3L);
    }

    @Test
    @DisplayName("R5: an older one is found over many pages")
    void anOlderBaseIsFoundOverManyPages() {
        settings = settings.withPage(new PageLimits(2, 1 << 20));
        for (int i = 0; i < 20; i++) {
            put(i == 0 || i == 13 ? StateRole.BASE : StateRole.CHANGE, MINE);
        }
        put(StateRole.BASE, MINE, OTHERS);
        resume(new StartFrom.Checkpoint(MINE));
        assertThat(got()).first().isEqualTo(13L);
    }

    @Test
    void startsAtTheNewestOfAllIfThatIsVisible() {
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.BASE, MINE);
        put(StateRole.CHANGE, MINE);
        resume(new StartFrom.Checkpoint(MINE));
        assertThat(got()).containsExactly(1L, 2L);
    }

    @Test
    void startsAtTheHiddenOneIfNoneIsVisible() {
        put(StateRole.CHANGE, MINE);
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.CHANGE, MINE);
        resume(new StartFrom.Checkpoint(MINE));
        assertThat(got()).containsExactly(2L);
    }

    @Test
    @DisplayName("a store that fails while an older one is looked for is asked again")
    void aFailingStoreIsAskedAgain() {
        put(StateRole.BASE, MINE);
        put(StateRole.BASE, MINE, OTHERS);
        store.follow(failing(3));
        resume(new StartFrom.Checkpoint(MINE));
        assertThat(got()).containsExactly(0L);
    }

    @Test
    @DisplayName("a thread sent again with something hidden in it is never called complete")
    void aResyncWithSomethingHiddenIsNotComplete() {
        put(StateRole.BASE, MINE);
        put(StateRole.CHANGE, MINE, OTHERS);
        put(StateRole.CHANGE, MINE);
        resyncMine();
        assertThat(sentAgain()).containsExactly(0L, 2L);
        assertThat(channel.only(Resynced.class)).isEqualTo(new Resynced(MINE, ResyncOutcome.UNAVAILABLE, 2));
    }

    @Test
    void aResyncFromAHiddenBaseIsNotComplete() {
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.CHANGE, MINE);
        resyncMine();
        assertThat(channel.only(Resynced.class).outcome()).isEqualTo(ResyncOutcome.UNAVAILABLE);
    }

    @Test
    void aResyncIsCompleteAgainFromTheNextVisibleBaseOn() {
        put(StateRole.BASE, MINE, OTHERS);
        put(StateRole.BASE, MINE);
        put(StateRole.CHANGE, MINE);
        put(StateRole.CHANGE, OTHERS);
        resyncMine();
        assertThat(sentAgain()).containsExactly(1L, 2L);
        assertThat(channel.only(Resynced.class).outcome()).isEqualTo(ResyncOutcome.COMPLETE);
    }

    private ReplaySession resume(StartFrom from) {
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(from).withFilter(GRANT.filter()));
        scheduler.pass(Duration.ofSeconds(10));
        return session;
    }

    /** A client that has begun at the end asks for its thread again. */
    private void resyncMine() {
        ReplaySession session = resume(StartFrom.latest());
        session.resync(MINE);
        scheduler.runAll();
    }

    /** Fails one answer: of bounds, place, record at the place, older records, in this order. */
    private static ScriptedStore.Script failing(int which) {
        AtomicInteger asked = new AtomicInteger();
        return new ScriptedStore.Script() {
            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> answer) {
                return asked.incrementAndGet() == which
                        ? CompletableFuture.failedFuture(new IllegalStateException("not now"))
                        : answer.get();
            }
        };
    }

    private List<Long> got() {
        return channel.records().stream().map(StoredRecord::offset).toList();
    }

    private List<Long> sentAgain() {
        return channel.all(ThreadRecords.class).stream()
                .flatMap(page -> page.records().stream())
                .map(StoredRecord::offset)
                .toList();
    }

    private void put(StateRole role, ThreadKey... threads) {
        RecordLabel label = new RecordLabel(Set.of(threads), role, Readability.READABLE);
        StoredRecord record = StoredRecord.wrap(0, end, 0, end, label, new byte[] {(byte) end});
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, end, end + 1, List.of(record))));
        end++;
    }
}
