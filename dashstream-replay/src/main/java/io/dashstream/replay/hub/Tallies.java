package io.dashstream.replay.hub;

import io.dashstream.replay.dialect.ConversationObserver;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.hub.HubStats.ResumeKind;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplayPhase;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what happens in conversations. Thread-safe. */
final class Tallies implements ConversationObserver {

    private static final List<String> MODES = List.of("partition", "thread");
    private static final List<String> STARTS = List.of("latest", "earliest", "cursor", "timestamp", "checkpoint");

    private final List<HubListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder pageNanos = new LongAdder();
    private final LongAdder resyncs = new LongAdder();
    private final LongAdder invalidProgress = new LongAdder();

    final Tally<ResumeKind> resumes = new Tally<>(MODES.stream()
            .flatMap(mode -> STARTS.stream().map(from -> new ResumeKind(mode, from)))
            .toList());
    final Tally<GapReason> gaps = Tally.of(GapReason.values());
    final Tally<GapReason> missing = Tally.of(GapReason.values());
    final Tally<CapReason> capped = Tally.of(CapReason.values());
    final Tally<ResetReason> resets = Tally.of(ResetReason.values());
    final Tally<Refusal> refused = Tally.of(Refusal.values());
    final Tally<Problem> invalid = Tally.of(Problem.values());
    final Tally<ErrorCode> errors = Tally.of(ErrorCode.values());
    final Tally<CloseReason> closed = Tally.of(CloseReason.values());

    void listen(HubListener listener) {
        listeners.add(listener);
    }

    List<HubListener> listeners() {
        return listeners;
    }

    long replayed() {
        return replayed.sum();
    }

    long delivered() {
        return delivered.sum();
    }

    long pages() {
        return pages.sum();
    }

    Duration pageSendTime() {
        return Duration.ofNanos(pageNanos.sum());
    }

    long resyncs() {
        return resyncs.sum();
    }

    /** What sessions that are over had counted by themselves. */
    long invalidProgress() {
        return invalidProgress.sum();
    }

    void addInvalidProgress(long reports) {
        invalidProgress.add(reports);
    }

    @Override
    public void resumed(String mode, String from) {
        resumes.add(new ResumeKind(mode, from), 1);
    }

    @Override
    public void invalid(Problem problem) {
        invalid.add(problem, 1);
    }

    @Override
    public void sent(SessionSignal signal, Duration took) {
        if (signal instanceof SessionSignal.Records page) {
            pageSent(page.records(), took);
            if (page.phase() == ReplayPhase.REPLAY) {
                replayed.add(page.records().size());
            }
        } else if (signal instanceof SessionSignal.ThreadRecords page) {
            pageSent(page.records(), took);
        } else if (signal instanceof SessionSignal.GapNotice notice) {
            Gap gap = notice.gap();
            gaps.add(gap.reason(), 1);
            missing.add(gap.reason(), gap.maxLost());
        } else if (signal instanceof SessionSignal.ReplayCapped cap) {
            capped.add(cap.reason(), 1);
        } else if (signal instanceof SessionSignal.CursorReset reset) {
            resets.add(reset.reason(), 1);
        } else if (signal instanceof SessionSignal.Resynced) {
            resyncs.increment();
        } else if (signal instanceof SessionSignal.ErrorNotice error) {
            errors.add(error.code(), 1);
        }
    }

    private void pageSent(List<StoredRecord> records, Duration took) {
        delivered.add(records.size());
        pages.increment();
        pageNanos.add(took.toNanos());
        long bytes = records.stream().mapToLong(StoredRecord::size).sum();
        listeners.forEach(listener -> listener.pageSent(records.size(), bytes, took));
    }

    @Override
    public void closed(CloseReason reason) {
        closed.add(reason, 1);
    }
}
