package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunKey;
import io.dashstream.replay.session.VirtualScheduler;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An index that fails while it takes in a page, on virtual time. */
class RunIndexBeginsAgainTest {

    private final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    private final BrokenPages store = new BrokenPages(new InMemoryReplayStore());
    private final RunsInAStore runs = new RunsInAStore(store, 1, 10, scheduler);
    private final ScriptedRun run = new ScriptedRun("r1");

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    @DisplayName("ME-20: an index that fails begins again by itself and follows the log as before")
    void itBeginsAgain() {
        aRunIsIndexed();
        fail(1);
        assertThat(runs.index().stats().restarts()).isEqualTo(1);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(runs.index().isComplete()).isTrue();
        assertThat(messages()).isEqualTo(3);
        runs.append(0, run.step());
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(messages()).isEqualTo(4);
    }

    @Test
    @DisplayName("nothing of an index that has failed is shown, and nothing is said not to exist")
    void nothingIsShownMeanwhile() {
        aRunIsIndexed();
        fail(1);
        assertNothingIsShown();
        assertThat(reason(run.key())).isEqualTo(HistoryAnswer.Reason.NOT_INDEXED_YET);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(runs.history().stateAt(run.key(), 2).known()).isPresent();
        assertThat(reason(new ScriptedRun("nobody").key())).isEqualTo(HistoryAnswer.Reason.NO_SUCH_RUN);
    }

    @Test
    @DisplayName("an index that fails each time tries less and less often, and is well once it can be")
    void itTriesLessOften() {
        aRunIsIndexed();
        fail(Integer.MAX_VALUE);
        scheduler.pass(Duration.ofMinutes(60));
        assertThat(runs.index().stats().restarts()).isBetween(60L, 70L);
        assertThat(runs.index().isComplete()).isFalse();
        store.fail(0);
        scheduler.pass(Duration.ofMinutes(2));
        assertThat(runs.index().isComplete()).isTrue();
    }

    @Test
    @DisplayName("ME-12: what is found again is not counted again, and what is new is")
    void countsNeitherDoubleNorFall() {
        aRunIsIndexed();
        run.step();
        runs.append(0, run.step());
        scheduler.pass(Duration.ofSeconds(5));
        long corruptions = runs.index().stats().corruptions();
        assertThat(corruptions).as("a message is missing").isEqualTo(1);
        fail(1);
        assertThat(runs.index().stats().corruptions()).isEqualTo(1);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(runs.index().isComplete()).isTrue();
        assertThat(runs.index().stats().corruptions()).isEqualTo(1);
        assertThat(runs.index().stats().missingMessages()).isEqualTo(1);

        ScriptedRun other = new ScriptedRun("r2");
        runs.append(0, other.start());
        other.step();
        runs.append(0, other.step());
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(runs.index().stats().corruptions()).isEqualTo(2);
    }

    @Test
    void aClosedIndexDoesNotBeginAgain() {
        aRunIsIndexed();
        fail(1);
        runs.index().close();
        scheduler.pass(Duration.ofMinutes(5));
        assertThat(scheduler.alarms()).isZero();
        assertNothingIsShown();
    }

    private void assertNothingIsShown() {
        RunPage all = runs.index().page(run -> true, RunPage.FRONT, 100);
        assertThat(all.runs()).isEmpty();
        assertThat(all.complete()).isFalse();
    }

    private void aRunIsIndexed() {
        run.start();
        run.step();
        runs.appendAll(0, run);
        runs.index().start();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(runs.index().isComplete()).isTrue();
        assertThat(messages()).isEqualTo(2);
    }

    /** The next pages with records break the index. */
    private void fail(int pages) {
        store.fail(pages);
        runs.append(0, run.step());
        scheduler.pass(Duration.ofMillis(100));
        assertThat(runs.index().isComplete()).isFalse();
    }

    private long messages() {
        return runs.index().find(run.key()).orElseThrow().messageCount();
    }

    private HistoryAnswer.Reason reason(RunKey key) {
        return ((HistoryAnswer.Unknown) runs.history().stateAt(key, 2)).reason();
    }

    /** Gives records that nobody can take in, as a fault of the index would have it. */
    private static final class BrokenPages extends DelegatingStore {

        private int left;

        BrokenPages(ReplayStore real) {
            super(real);
        }

        void fail(int pages) {
            left = pages;
        }

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            return real().read(request).thenApply(result -> {
                if (left == 0
                        || !(result instanceof Page page)
                        || page.records().isEmpty()) {
                    return result;
                }
                left--;
                List<StoredRecord> broken =
                        page.records().stream().map(BrokenPages::broken).toList();
                return new Page(broken, page.gaps(), page.next(), page.bounds(), page.nextTurn());
            });
        }

        private static StoredRecord broken(StoredRecord record) {
            return StoredRecord.wrap(record.partition(), record.offset(), 0, 0, null, record.copyOfValue());
        }
    }
}
