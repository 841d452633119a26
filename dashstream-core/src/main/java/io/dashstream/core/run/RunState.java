package io.dashstream.core.run;

import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.run.Phase.Signal;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.RunUpdate.StateSource;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run: its state, the states before, whether they can be trusted, and whether it has ended.
 *
 * <p>A state machine {@code EMPTY -> LIVE -> CORRUPTED -> LIVE}. A base (the initial state, a checkpoint, a full state)
 * makes it LIVE. A message that does not fit, a hash that differs or a hole makes it CORRUPTED at once; from then on diffs
 * are not applied and no state is handed out until the next base. Phase has the whole table.
 *
 * <table>
 *   <caption>How the state moves</caption>
 *   <tr><th></th><th>base</th><th>bad base</th><th>diff that fits</th><th>diff that does not</th><th>hole</th></tr>
 *   <tr><th>EMPTY</th><td>LIVE</td><td>CORRUPTED</td><td>EMPTY</td><td>EMPTY</td><td>CORRUPTED</td></tr>
 *   <tr><th>LIVE</th><td>LIVE</td><td>CORRUPTED</td><td>LIVE</td><td>CORRUPTED</td><td>CORRUPTED</td></tr>
 *   <tr><th>CORRUPTED</th><td>LIVE</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td></tr>
 * </table>
 *
 * <p>This is a live view that moves on with {@link RunAssembler#accept}; what its methods return does not. Not
 * thread-safe: to be read by the thread that feeds the assembler.
 */
public final class RunState {

    /** Whether the state is known. */
    public enum Status {
        /** No state was received so far. */
        EMPTY,
        /** The state is known. */
        LIVE,
        /** The state is not known since {@link RunState#corruption()}. */
        CORRUPTED
    }

    private static final String INITIAL_STATE = "initial_state_json";

    private final UpdateLog log;
    private final StateDecoder decoder;
    private final StateHistory history;
    private final RunTally tally = new RunTally();

    private RunKey key;
    private Beginning beginning = Beginning.NOT_SEEN;
    private RunShape shape = new RunShape(Beginning.NOT_SEEN);
    private Phase phase = Phase.EMPTY;
    private @Nullable RebuiltState current;
    private long currentBytes;
    private @Nullable Corruption corruption;
    private @Nullable RunEnd end;
    private Corruption cut = new Corruption(0, Reason.SEQUENCE_HOLE, "");
    private int numbering;
    private int process;
    private long first;
    private long last;
    private long lastTimestamp;

    /** From where on the thread's numbers may be another process's, until a message of this run says they are not; 0 if none. */
    private long strangeFrom;

    RunState(RunKey key, StateDecoder decoder, StateHistory history, UpdateLog log) {
        this.key = key;
        this.decoder = decoder;
        this.history = history;
        this.log = log;
    }

    /**
     * Which run this is.
     *
     * @return its key; another one after {@link RunUpdate.RunNamed}
     */
    public RunKey key() {
        return key;
    }

    /**
     * Whether the state is known.
     *
     * @return the status
     */
    public Status status() {
        return phase.status();
    }

    /**
     * Whether the start of the run was seen. A run of which it was not is partial.
     *
     * @return how the run begins for us
     */
    public Beginning beginning() {
        return beginning;
    }

    /**
     * The first message of the run that was seen.
     *
     * @return an unsigned number
     */
    public long firstSequence() {
        return first;
    }

    /**
     * How far the run has come: its last message, or the last one missing behind that.
     *
     * @return an unsigned number
     */
    public long lastSequence() {
        return last;
    }

    /**
     * When the last message of the run happened by its producer's clock. A run without an end of which nothing was heard for
     * long is incomplete; how long is up to the caller.
     *
     * @return microseconds since the Unix epoch, as the message says
     */
    public long lastTimestampMicros() {
        return lastTimestamp;
    }

    /**
     * The newest state.
     *
     * @return the state; empty unless the status is LIVE
     */
    public Optional<RebuiltState> state() {
        return Optional.ofNullable(current);
    }

    /**
     * Why the state is not known.
     *
     * @return the cause; empty unless the status is CORRUPTED
     */
    public Optional<Corruption> corruption() {
        return Optional.ofNullable(corruption);
    }

    /**
     * How the run ended.
     *
     * @return the end; empty while it goes on, as far as we know
     */
    public Optional<RunEnd> end() {
        return Optional.ofNullable(end);
    }

    /**
     * What happened to the run so far.
     *
     * @return the counts of this moment
     */
    public RunCounts counts() {
        return tally.counts(shape.violations());
    }

    /**
     * The state as it was after a message: that of the last state message with this sequence or a lower one. What was answered
     * once stays true; only how far back answers reach is bounded.
     *
     * @param sequence an unsigned number
     * @return the state, or why there is none
     */
    public StateAt stateAt(long sequence) {
        if (Long.compareUnsigned(sequence, first) < 0) {
            return new StateAt.BeforeStart(first);
        }
        if (Long.compareUnsigned(sequence, last) > 0) {
            return new StateAt.NotReached(last);
        }
        RebuiltState newest = current;
        if (newest != null && Long.compareUnsigned(sequence, newest.sequence()) >= 0) {
            return new StateAt.Known(newest);
        }
        return history.at(sequence);
    }

    Phase phase() {
        return phase;
    }

    /** Tells the process that began the run from others. */
    int process() {
        return process;
    }

    boolean isOpen() {
        return end == null;
    }

    /** The run begins for us; or it begins again, when its base is whatever the start brings. */
    void begin(Beginning how, long sequence, int count, int inProcess) {
        if (first == 0 || count != numbering) {
            history.restart();
            first = sequence;
        }
        numbering = count;
        process = inProcess;
        beginning = how;
        shape = new RunShape(how);
        last = sequence - 1;
        strangeFrom = 0;
        end = null;
        log.add(new RunUpdate.RunStarted(key, sequence, how));
    }

    void rename(RunKey name, long sequence) {
        RunKey previous = key;
        key = name;
        log.add(new RunUpdate.RunNamed(name, sequence, previous));
    }

    /** The run turns out not to be the one that it was taken for; what it knew of the past was another's. */
    void forgetPast(long sequence) {
        if (phase != Phase.EMPTY) {
            history.restart();
            first = sequence;
        }
    }

    /** Takes note of a message of the run; its state or end, if it brings one, is taken afterwards. */
    void observe(Numbered message, int count) {
        log.add(new RunUpdate.MessageObserved(key, message.sequence(), message.message()));
        tally.messages++;
        lastTimestamp = message.header().getTimestampUs();
        if (message.sequence() == 0) {
            return;
        }
        if (count != numbering
                || Long.compareUnsigned(message.sequence(), last) <= 0
                || end instanceof RunEnd.Unfinished) {
            beginOver(message.sequence(), count);
        }
        last = message.sequence();
        strangeFrom = 0;
        if (end != null) {
            shape.messageAfterEnd();
        }
        if (message.message().hasEvent()) {
            shape.observe(message.message().getEvent());
        }
        if (!Messages.carriesState(message.message())) {
            move(Signal.OTHER, cut);
        }
    }

    void takeStart(Event start) {
        AttributeValue initial = start.getAttributesMap().get(INITIAL_STATE);
        if (initial != null
                && !initial.equals(
                        AttributeValue.newBuilder().setStringValue("").build())) {
            takeBase(decoder.initialState(initial), StateSource.INITIAL_STATE);
            return;
        }
        move(Signal.START_WITHOUT_STATE, cut);
        current = null;
        corruption = null;
        history.blank(last);
    }

    void takeDiff(StateDiff diff) {
        if (!diff.getFullState().isEmpty()) {
            takeBase(decoder.fullState(diff), StateSource.FULL_STATE);
        } else if (current != null && phase == Phase.LIVE) {
            takePatch(diff, decoder.patch(diff, current.value(), currentBytes));
        } else {
            move(Signal.PATCH_TAKEN, cut);
            tally.skippedDiffs++;
            log.add(new RunUpdate.StateSkipped(key, last));
        }
    }

    void takeCheckpoint(Checkpoint checkpoint) {
        takeBase(decoder.checkpoint(checkpoint), StateSource.CHECKPOINT);
    }

    /** Messages of the thread are missing, any of which may have been this run's. */
    void hole(long firstMissing, long lastMissing) {
        Corruption cause = new Corruption(
                firstMissing,
                Reason.SEQUENCE_HOLE,
                "messages " + Long.toUnsignedString(firstMissing) + " to " + Long.toUnsignedString(lastMissing)
                        + " of the thread are missing");
        if (!isOpen()) {
            cut(cause);
            return;
        }
        tally.holes++;
        shape.giveUp();
        last = lastMissing;
        move(Signal.HOLE, cause);
    }

    /** Another run's message came so late that another process may have sent it: should this run get lost now, then from here. */
    void stranger(long sequence) {
        if (strangeFrom == 0) {
            strangeFrom = sequence;
        }
    }

    /** A message can't be taken that may have carried this run's state. */
    void doubt(long sequence, Reason reason, String error) {
        shape.giveUp();
        last = sequence == 0 ? last : sequence;
        if (reason == Reason.NEWER_SCHEMA) {
            tally.newerSchema++;
        }
        move(Signal.DOUBT, new Corruption(last, reason, error));
    }

    /** The run goes on under another count or was given up for dead; whatever happened between is not known. */
    private void beginOver(long sequence, int count) {
        if (end instanceof RunEnd.Unfinished) {
            end = null;
        }
        history.restart();
        strangeFrom = 0;
        numbering = count;
        first = sequence;
        last = sequence;
        Corruption cause = new Corruption(
                sequence,
                Reason.SEQUENCE_HOLE,
                "the numbers of the thread began anew, or the run was given up, before this message");
        move(Signal.HOLE, cause);
        corruption = cause;
        history.lost(cause);
    }

    /** The run gets a state message of which only the order of messages says that it is its own. */
    void assume() {
        tally.assumed++;
    }

    void finish(RunEnd how) {
        end = how;
        log.add(new RunUpdate.RunEnded(key, last, how));
    }

    /** Nothing more is expected of the run. Should something come all the same, what was before that is not known. */
    void abandon(RunEnd.Why why) {
        finish(new RunEnd.Unfinished(why));
        cut(new Corruption(
                last + 1, Reason.SEQUENCE_HOLE, "messages may be missing since the run was given up: " + why));
    }

    private void cut(Corruption cause) {
        if (phase == Phase.LIVE) {
            cut = fromStranger(cause);
        }
        move(Signal.CUT, cause);
    }

    private Corruption fromStranger(Corruption cause) {
        return strangeFrom == 0 ? cause : new Corruption(strangeFrom, cause.reason(), cause.error());
    }

    /** Lets go of what it keeps of its past. */
    void forget() {
        history.restart();
    }

    /** Keeps only its newest state. Says whether that made a difference. */
    boolean shrink() {
        return history.shrink();
    }

    private void takePatch(StateDiff diff, Decoded decoded) {
        if (decoded instanceof Decoded.Patched patched) {
            move(Signal.PATCH_TAKEN, cut);
            RebuiltState next = new RebuiltState(last, patched.state(), patched.verification());
            if (history.baseIsDue()) {
                currentBytes = decoder.sizeOf(patched.state(), patched.bytes());
                history.base(next, currentBytes);
            } else {
                currentBytes = patched.bytes();
                history.step(patched.patch(), diff.getSerializedSize(), next);
            }
            become(next, StateSource.DIFF);
        } else if (decoded instanceof Decoded.Refused refused) {
            move(Signal.PATCH_REFUSED, new Corruption(last, refused.reason(), refused.error()));
        }
    }

    private void takeBase(Decoded decoded, StateSource source) {
        if (decoded instanceof Decoded.Base base) {
            Corruption healed = corruption;
            move(Signal.BASE_TAKEN, cut);
            corruption = null;
            RebuiltState next = new RebuiltState(last, base.state(), base.verification());
            currentBytes = base.bytes();
            history.base(next, currentBytes);
            if (healed != null) {
                tally.recoveries++;
                log.add(new RunUpdate.RunRecovered(key, last, healed));
            }
            become(next, source);
        } else if (decoded instanceof Decoded.Refused refused) {
            Corruption cause = new Corruption(last, refused.reason(), refused.error());
            if (phase == Phase.CORRUPTED) {
                tally.refusedBases++;
                log.add(new RunUpdate.BaseRefused(key, last, cause));
            }
            move(Signal.BASE_REFUSED, cause);
        }
    }

    private void become(RebuiltState next, StateSource source) {
        current = next;
        tally.stateChanges++;
        if (next.verification() == Verification.VERIFIED) {
            tally.verified++;
        }
        log.add(new RunUpdate.StateChanged(key, last, next, source));
    }

    /**
     * Follows the table; losing the state does something, and so does going on after a cut: the state was not known from
     * there to here.
     */
    private void move(Signal signal, Corruption cause) {
        Phase before = phase;
        phase = before.after(signal);
        if (before == Phase.CUT && (phase == Phase.LIVE || phase == Phase.EMPTY)) {
            history.lost(cut);
        } else if (phase == Phase.CORRUPTED && before != Phase.CORRUPTED) {
            current = null;
            corruption = cause;
            history.lost(fromStranger(cause));
            tally.corruptions++;
            log.add(new RunUpdate.RunCorrupted(key, last, cause));
        }
    }
}
