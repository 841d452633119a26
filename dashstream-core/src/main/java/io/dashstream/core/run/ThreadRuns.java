package io.dashstream.core.run;

import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.RunUpdate.IgnoredReason;
import io.dashstream.core.run.ThreadSequencer.Pace;
import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.Sequences;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import java.util.List;
import java.util.Optional;

/** The runs of one thread: puts its messages in order and gives each to the run that it belongs to. */
final class ThreadRuns implements ThreadSequencer.Output {

    private final ThreadKey thread;
    private final UpdateLog log;
    private final ThreadSequencer sequencer;
    private final RunsOfThread runs;
    private final Attribution attribution;

    ThreadRuns(ThreadKey thread, RunLimits limits, RunTable table, UpdateLog log) {
        this.thread = thread;
        this.log = log;
        this.sequencer = new ThreadSequencer(limits.reorderMessages(), limits.reorderBytes(), this);
        this.runs = new RunsOfThread(thread, table, log);
        this.attribution = new Attribution(runs, new Lineage(limits.parentIds()));
    }

    void accept(Numbered message) {
        if (Sequences.isPresent(message.header())) {
            sequencer.accept(message);
        } else {
            acceptUnnumbered(message);
        }
    }

    void flush() {
        sequencer.flush();
    }

    long waitingBytes() {
        return sequencer.waitingBytes();
    }

    /** A run is not kept any more. */
    void forget(RunState run) {
        runs.forget(run);
        attribution.forget(run);
    }

    /** The thread is not kept any more; its runs may be. */
    void evict() {
        sequencer.flush();
        runs.abandonAll(RunEnd.Why.THREAD_EVICTED);
        log.add(new RunUpdate.ThreadEvicted(thread, sequencer.last()));
    }

    @Override
    public void countBegins(long first, ThreadSequencer.Baseline baseline) {
        switch (baseline) {
            case BEGINNING -> attribution.knowsAll();
            case MIDDLE -> attribution.missesSomething();
            case RESTART_BEGINNING -> {
                restart(first);
                attribution.knowsAll();
            }
            case RESTART_MIDDLE -> {
                restart(first);
                attribution.missesSomething();
            }
        }
    }

    @Override
    public boolean isOfOtherCount(Numbered message) {
        return attribution.ownerIfKnown(message).filter(runs::isOfOtherProcess).isPresent();
    }

    @Override
    public boolean isOfUnknownParent(Numbered message) {
        return !message.header().getParentId().isEmpty()
                && attribution.ownerIfKnown(message).isEmpty();
    }

    @Override
    public void countGoesOn(Numbered message) {
        log.add(new RunUpdate.NumberingRestarted(thread, message.sequence()));
        attribution.ownerIfKnown(message).ifPresent(runs::switchToProcessOf);
        attribution.missesSomething();
    }

    private void restart(long first) {
        log.add(new RunUpdate.NumberingRestarted(thread, first));
        runs.restartNumbers();
    }

    @Override
    public void hole(long first, long last) {
        log.add(new RunUpdate.SequenceHole(thread, first, last));
        attribution.missesSomething();
        runs.hole(first, last);
    }

    @Override
    public void ignored(Numbered message, IgnoredReason reason) {
        log.add(new RunUpdate.MessageIgnored(thread, message.sequence(), reason, message.message()));
    }

    @Override
    public void inOrder(Numbered message, Pace pace) {
        if (pace == Pace.LATER) {
            runs.open().forEach(run -> run.stranger(message.sequence()));
        }
        if (pace == Pace.EARLIER || (pace == Pace.LATER && isOfUnknownParent(message))) {
            doubt(
                    runs.open(),
                    message,
                    Reason.RUN_UNCLEAR,
                    "another process seems to have used the same numbers: what it sent may have taken the place of a message"
                            + " of this run");
        }
        if (message.schema() == Numbered.Schema.NEWER) {
            refuseNewer(message);
        } else if (message.startsRun()) {
            start(message);
        } else if (attribution.ownerOf(message) instanceof Owner.Of owner) {
            give(message, owner);
        } else {
            refuseUnclear(message);
        }
    }

    private void start(Numbered message) {
        Event event = message.message().getEvent();
        RunState run = runs.begin(RunIds.ofStart(message), Beginning.SEEN, message.sequence());
        attribution.started(run, message);
        run.observe(message, runs.numbering());
        run.takeStart(event);
    }

    private void give(Numbered message, Owner.Of owner) {
        RunState run = owner.run();
        if (runs.isOfOtherProcess(run)) {
            runs.switchToProcessOf(run);
            attribution.missesSomething();
        }
        run.observe(message, runs.numbering());
        runs.touch(run);
        DashStreamMessage content = message.message();
        if (owner instanceof Owner.Assumed && Messages.carriesState(content)) {
            run.assume();
        }
        if (content.hasStateDiff()) {
            run.takeDiff(content.getStateDiff());
        } else if (content.hasCheckpoint()) {
            run.takeCheckpoint(content.getCheckpoint());
        } else if (message.endsRun() && run.isOpen()) {
            runs.end(run, endOf(content.getEvent()));
        }
    }

    /** Whose it is nobody can say; so every run that it may belong to has lost its state, if it is about state. */
    private void refuseUnclear(Numbered message) {
        ignored(message, IgnoredReason.RUN_UNCLEAR);
        if (Messages.carriesState(message.message())) {
            doubt(
                    runs.open(),
                    message,
                    Reason.RUN_UNCLEAR,
                    "a state message can't be told to be this run's or another's");
        }
    }

    /** What a newer version means nobody can say, so it may have been about state. */
    private void refuseNewer(Numbered message) {
        ignored(message, IgnoredReason.NEWER_SCHEMA);
        attribution.missesSomething();
        Optional<RunState> owner = attribution.ownerByParent(message);
        List<RunState> concerned = owner.map(List::of).orElseGet(runs::open);
        if (concerned.isEmpty()) {
            concerned = List.of(runs.begin(RunIds.makeshift(message.header()), Beginning.NOT_SEEN, message.sequence()));
        }
        doubt(
                concerned,
                message,
                Reason.NEWER_SCHEMA,
                "a message has schema version " + SchemaVersion.of(message.header()) + "; this code knows "
                        + SchemaVersion.CURRENT);
    }

    private static void doubt(List<RunState> concerned, Numbered message, Reason reason, String error) {
        concerned.forEach(run -> run.doubt(message.sequence(), reason, error));
    }

    /** A message without a number has no place in the order: it can be shown, but changes nothing. */
    private void acceptUnnumbered(Numbered message) {
        if (message.schema() == Numbered.Schema.NEWER) {
            ignored(message, IgnoredReason.NEWER_SCHEMA);
            attribution.missesSomething();
            return;
        }
        if (message.startsRun()) {
            attribution.missesSomething();
        }
        Optional<RunState> run =
                attribution.ownerByParent(message).or(runs::newestOpen).or(runs::newest);
        boolean matters = message.startsRun() || message.endsRun() || Messages.carriesState(message.message());
        if (matters || run.isEmpty()) {
            ignored(message, IgnoredReason.NO_SEQUENCE);
        } else {
            run.get().observe(message, runs.numbering());
        }
    }

    private static RunEnd endOf(Event event) {
        return event.getEventType() == EventType.EVENT_TYPE_GRAPH_END
                ? new RunEnd.Finished(LogText.of(text(event, "outcome")))
                : new RunEnd.Failed(LogText.of(text(event, "error_type")), LogText.of(text(event, "error")));
    }

    /** The text of an attribute; empty if there is none or it is no text. */
    private static String text(Event event, String name) {
        return event.getAttributesOrDefault(name, AttributeValue.getDefaultInstance())
                .getStringValue();
    }
}
