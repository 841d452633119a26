package io.dashstream.core.run;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.EventType;
import java.util.Optional;

/**
 * Tells which run of a thread a message belongs to. Only GRAPH_START carries {@code run_id}; other messages say it by the
 * chain of their parents, checkpoints also by {@code run_id} in their metadata, and by {@code graph_start_id} what the
 * chain ends at. Producers that say none of it are taken to mean the newest run.
 *
 * <p>As long as no message of the thread is missing, that is all. After a hole there may be runs whose start is missing,
 * and nodes whose start is missing. Then a state message of an unknown chain is nobody's: taken for the wrong run's it
 * could make a wrong state that looks right.
 */
final class Attribution {

    private enum Knowledge {
        /** Every message of the count was here. */
        COMPLETE,
        INCOMPLETE
    }

    /** What the producer's parents are worth. */
    private enum Links {
        /** Not known so far. */
        UNPROVEN,
        /** The producer names its runs, or one of its parents led to a run: those that lead nowhere have gone missing. */
        MEANT,
        /** The first one led nowhere although nothing was missing: they say nothing. */
        MEANINGLESS
    }

    private final RunsOfThread runs;
    private final Lineage lineage;
    private Knowledge knowledge = Knowledge.INCOMPLETE;
    private Links links = Links.UNPROVEN;

    Attribution(RunsOfThread runs, Lineage lineage) {
        this.runs = runs;
        this.lineage = lineage;
    }

    /** Everything of the count is known so far. */
    void knowsAll() {
        knowledge = Knowledge.COMPLETE;
    }

    /** Messages are missing, were refused, or can't be traced any more. */
    void missesSomething() {
        knowledge = Knowledge.INCOMPLETE;
    }

    void forget(RunState run) {
        lineage.forget(run);
        if (run.isOpen()) {
            missesSomething();
        }
    }

    void started(RunState run, Numbered start) {
        if (!RunIds.isMakeshift(run.key())) {
            links = Links.MEANT;
        }
        lineage.own(start.header().getMessageId(), new Owner.Known(run));
    }

    /** Who the parent says it is, and nothing but the parent. */
    Optional<RunState> ownerByParent(Numbered message) {
        return lineage.ownerOfChildren(message.header().getParentId()).map(Owner.Of::run);
    }

    /** Finds the owner, a new partial run if need be, and remembers it for the message's children. */
    Owner ownerOf(Numbered message) {
        ByteString parent = message.header().getParentId();
        Owner owner = find(message, parent);
        if (canBeParent(message)) {
            rememberForChildren(message.header().getMessageId(), parent, owner);
        }
        return owner;
    }

    /** The owner, as far as it can be told without assuming anything. */
    Optional<RunState> ownerIfKnown(Numbered message) {
        if (message.startsRun()) {
            return runs.find(RunIds.ofStart(message)).filter(run -> run.beginning() == Beginning.NOT_SEEN);
        }
        return RunIds.ofCheckpoint(message).flatMap(runs::find).or(() -> ownerByParent(message));
    }

    private Owner find(Numbered message, ByteString parent) {
        Optional<String> name = RunIds.ofCheckpoint(message);
        if (name.isPresent()) {
            return named(message, parent, name.get());
        }
        Optional<Owner.Of> known = lineage.ownerOfChildren(parent);
        if (known.isPresent()) {
            links = Links.MEANT;
            RunState run = known.get().run();
            if (runs.isOpen(run) || comesBack(run)) {
                return known.get();
            }
        }
        return knowsAllNow() && (parent.isEmpty() || links != Links.MEANT)
                ? newest(message, parent)
                : likely(message, parent);
    }

    /** A checkpoint that says which run it is of. */
    private Owner named(Numbered message, ByteString parent, String runId) {
        Optional<RunState> named = runs.find(runId);
        ByteString start = RunIds.startOfCheckpoint(message);
        Optional<RunState> linked = knownOwner(start).or(() -> knownOwner(parent));
        if (linked.isPresent() && !linked.equals(named)) {
            Owner owner = reconcile(message, linked.get(), named, runId);
            if (owner instanceof Owner.Of known) {
                claim(known.run(), parent, start);
            }
            return owner;
        }
        boolean known = named.filter(runs::isOpen).isPresent();
        RunState run = named.orElseGet(() -> nameOrBegin(message, runId));
        if (known) {
            lineage.ownChain(parent, new Owner.Known(run));
            lineage.ownChain(start, new Owner.Known(run));
        } else {
            claim(run, parent, start);
        }
        return new Owner.Known(run);
    }

    /** A run has its name, or is open again: what was thought of as a nameless one may be a part of it. */
    private void claim(RunState run, ByteString parent, ByteString start) {
        makeRoomFor(run);
        lineage.ownChain(parent, new Owner.Known(run));
        lineage.ownChain(start, new Owner.Known(run));
    }

    private Optional<RunState> knownOwner(ByteString parent) {
        return lineage.ownerOfChildren(parent)
                .filter(Owner.Known.class::isInstance)
                .map(Owner.Of::run);
    }

    /** The chain leads to one run, the name is another's. That is well if the first one had no name of its own. */
    private Owner reconcile(Numbered message, RunState linked, Optional<RunState> named, String runId) {
        if (!RunIds.isMakeshift(linked.key())) {
            return new Owner.Unclear();
        }
        if (named.isEmpty()) {
            runs.rename(linked, runId, message.sequence());
            return new Owner.Known(linked);
        }
        lineage.replace(linked, named.get());
        runs.merge(linked, named.get(), message.sequence());
        return new Owner.Known(named.get());
    }

    private RunState nameOrBegin(Numbered message, String runId) {
        Optional<RunState> nameless = runs.onlyOpen()
                .filter(run -> RunIds.isMakeshift(run.key()))
                .filter(run -> knowsAllNow() || run.status() != RunState.Status.LIVE);
        if (nameless.isPresent()) {
            nameless.get().forgetPast(message.sequence());
            lineage.forget(nameless.get());
            runs.rename(nameless.get(), runId, message.sequence());
            return nameless.get();
        }
        missesSomething();
        return runs.begin(runId, Beginning.NOT_SEEN, message.sequence());
    }

    /**
     * A run that was ended or given up goes on. One without a name may be the same as one that is open by now, and then what it
     * knows of its past is only a part; it is not believed any more.
     */
    private boolean comesBack(RunState run) {
        if (isNameless(run) && !runs.open().isEmpty()) {
            lineage.forget(run);
            return false;
        }
        makeRoomFor(run);
        return true;
    }

    /** Two runs whose starts were not seen can be the same one, unless both have names. */
    private void makeRoomFor(RunState named) {
        for (RunState run : runs.open()) {
            if (!run.equals(named) && isNameless(run)) {
                lineage.forget(run);
                runs.abandon(run, RunEnd.Why.RUN_UNCLEAR);
            }
        }
    }

    /** Nothing is missing: a message without a known parent is the newest run's. */
    private Owner newest(Numbered message, ByteString parent) {
        if (!parent.isEmpty()) {
            links = Links.MEANINGLESS;
        }
        return new Owner.Known(runs.newestOpen().or(runs::newest).orElseGet(() -> beginNameless(message)));
    }

    /** Something is missing, perhaps the parent, perhaps the start of the run. */
    private Owner likely(Numbered message, ByteString parent) {
        if (parent.isEmpty() || links == Links.MEANINGLESS) {
            return new Owner.Assumed(
                    runs.newestOpen().or(runs::newestUnlessMissing).orElseGet(() -> beginNameless(message)));
        }
        if (runs.open().isEmpty()) {
            beginNameless(message);
        }
        Optional<RunState> nameless = runs.onlyOpen().filter(Attribution::isNameless);
        if (nameless.isPresent()) {
            return ofNameless(nameless.get(), message, parent);
        }
        return decides(message)
                ? new Owner.Unclear()
                : new Owner.Assumed(runs.newestOpen().orElseGet(() -> beginNameless(message)));
    }

    /**
     * The only run that is open is one of which nothing but some messages is known. It stands for the run of the chain
     * that its base came from; another base makes it stand for that one's.
     */
    private Owner ofNameless(RunState run, Numbered message, ByteString parent) {
        if (bringsWholeState(message)) {
            run.forgetPast(message.sequence());
            lineage.forget(run);
            lineage.ownChain(parent, new Owner.Known(run));
            return new Owner.Known(run);
        }
        boolean changesForeignState = message.kind() == MessageKind.STATE_DIFF && run.status() == RunState.Status.LIVE;
        return changesForeignState ? new Owner.Unclear() : new Owner.Assumed(run);
    }

    private void rememberForChildren(ByteString id, ByteString parent, Owner owner) {
        boolean traced = parent.isEmpty()
                || links == Links.MEANINGLESS
                || lineage.ownerOfChildren(parent).isPresent();
        if (traced && owner instanceof Owner.Of of) {
            lineage.own(id, of);
        } else {
            lineage.descend(id, parent);
        }
    }

    private boolean knowsAllNow() {
        return knowledge == Knowledge.COMPLETE && !lineage.forgot();
    }

    private RunState beginNameless(Numbered message) {
        return runs.begin(RunIds.makeshift(message.header()), Beginning.NOT_SEEN, message.sequence());
    }

    private static boolean isNameless(RunState run) {
        return run.beginning() == Beginning.NOT_SEEN && RunIds.isMakeshift(run.key());
    }

    private static boolean bringsWholeState(Numbered message) {
        return message.kind() == MessageKind.CHECKPOINT
                || (message.kind() == MessageKind.STATE_DIFF
                        && !message.message().getStateDiff().getFullState().isEmpty());
    }

    /** Whether it matters whose the message is. */
    private static boolean decides(Numbered message) {
        return Messages.carriesState(message.message()) || message.endsRun();
    }

    private static boolean canBeParent(Numbered message) {
        return switch (message.kind()) {
            case EVENT -> !isProgress(message.message().getEvent().getEventType());
            case TOOL_EXECUTION -> true;
            case STATE_DIFF, TOKEN_CHUNK, CHECKPOINT, METRICS, ERROR, EVENT_BATCH, EXECUTION_TRACE -> false;
        };
    }

    private static boolean isProgress(EventType type) {
        return switch (type) {
            case EVENT_TYPE_NODE_PROGRESS, EVENT_TYPE_NODE_THINKING, EVENT_TYPE_NODE_SUBSTEP, EVENT_TYPE_NODE_WARNING ->
                true;
            default -> false;
        };
    }
}
