package io.dashstream.producer;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.wire.v1.Error.Severity;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.capture.CaptureSession;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.Facts;
import io.dashstream.producer.event.RunIdentity;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.metrics.Degradation;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.Stage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run's way into the queue: gives time, id and number, captures states, offers.
 *
 * <p>Two locks: the thread's line is held for the number and the offer only; states are captured under a lock of their own, which
 * is held until the state is offered, so that the order of captures is the order of numbers while events pass by.
 */
final class RunTelemetry {

    /**
     * How long one capture may hold up others of its run, all together: what hangs in a getter of the application must hang
     * nobody else. Far beyond what a capture takes, and no pause that a graph would notice.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ProducerCore core;
    private final ThreadLine line;
    private final CaptureSession session;
    private final ReentrantLock captureLock = new ReentrantLock();

    // Under the capture lock.
    private @Nullable JsonNode lastTree;
    private long lastTreeBytes;
    private long lastTreeHeapBytes;
    private long lossAtLastState;
    private long patchesSinceCheckpoint;

    /** Under the line's lock: nothing of a run comes after its end. */
    private boolean ended;

    /** When the lock was taken for the capture that holds it. */
    private volatile long captureBegunAt = System.nanoTime();

    /** A state was lost because another one was still being captured. */
    private volatile boolean missedState;

    private volatile RunIdentity run;
    private volatile long lastCall;

    RunTelemetry(ProducerCore core, ThreadLine line, String runId) {
        this.core = core;
        this.line = line;
        this.run = new RunIdentity(runId, ByteString.EMPTY);
        this.session = core.encoder().newSession();
        this.lastCall = core.time().nanoTime();
    }

    ThreadLine line() {
        return line;
    }

    String runId() {
        return run.id();
    }

    long lastCall() {
        return lastCall;
    }

    ByteString newId() {
        return core.ids().next();
    }

    long nanoTime() {
        return core.time().nanoTime();
    }

    /** Offers a message of this moment with the next number; under the line's lock already, or taking it. */
    void offer(ByteString id, ByteString parent, Function<Envelope, Draft> draft) {
        offer(core.time().nanoTime(), id, parent, draft);
    }

    private void offer(long nanos, ByteString id, ByteString parent, Function<Envelope, Draft> draft) {
        long micros = core.time().epochMicros(nanos);
        lastCall = nanos;
        line.lock().lock();
        try {
            if (ended) {
                core.counters().count(Occurrence.CALL_AFTER_END);
                return;
            }
            core.offer(draft.apply(new Envelope(line, run, id, parent, line.nextSequence(), micros, nanos)));
        } finally {
            line.lock().unlock();
        }
    }

    void event(ByteString id, ByteString parent, EventType type, String nodeId, Facts facts) {
        event(core.time().nanoTime(), id, parent, type, nodeId, facts, 0, "");
    }

    /** An event of a moment that the caller has looked at the clock for. */
    void event(
            long nanos,
            ByteString id,
            ByteString parent,
            EventType type,
            String nodeId,
            Facts facts,
            long durationMicros,
            String llmRequestId) {
        boolean sheddable = isProgress(type);
        offer(
                nanos,
                id,
                parent,
                envelope ->
                        new Draft.Happening(envelope, type, nodeId, facts, durationMicros, llmRequestId, sheddable));
    }

    private static boolean isProgress(EventType type) {
        return type == EventType.EVENT_TYPE_NODE_PROGRESS
                || type == EventType.EVENT_TYPE_NODE_THINKING
                || type == EventType.EVENT_TYPE_NODE_SUBSTEP;
    }

    /** The last message of the run. Under the line's lock. */
    void end(long nanos, ByteString parent, EventType type, Facts facts, long durationMicros) {
        event(nanos, newId(), parent, type, "", facts, durationMicros, "");
        ended = true;
    }

    void start(ByteString id, RunSpec spec) {
        captureLock.lock();
        try {
            captureBegunAt = System.nanoTime();
            run = new RunIdentity(run.id(), id);
            Optional<JsonNode> initial = core.sendsStates() && spec.hasInitialState()
                    ? captureInitial(spec.initialState())
                    : Optional.empty();
            Facts facts = StartFacts.of(run.id(), spec, attributes(spec.attributes()));
            String manifest = spec.manifest().map(ManifestJson::manifest).orElse("");
            String schema = spec.manifest().map(ManifestJson::schema).orElse("");
            long bytes = initial.isPresent() ? lastTreeHeapBytes : 0;
            boolean omitted = core.sendsStates() && spec.hasInitialState() && initial.isEmpty();
            offer(
                    id,
                    ByteString.EMPTY,
                    envelope -> new Draft.Start(envelope, facts, manifest, schema, initial, omitted, bytes));
            lossAtLastState = line.newestLoss();
        } finally {
            captureLock.unlock();
        }
    }

    private Optional<JsonNode> captureInitial(@Nullable Object state) {
        CaptureResult result = capture(state);
        if (result instanceof CaptureResult.Captured captured) {
            lastTree = captured.tree();
            lastTreeBytes = captured.approximateBytes();
            lastTreeHeapBytes = captured.newHeapBytes();
            return Optional.of(captured.tree());
        }
        if (result instanceof CaptureResult.Unavailable unavailable) {
            core.counters()
                    .degraded(
                            unavailable.reason() == CaptureResult.Reason.TOO_LARGE
                                    ? Degradation.STATE_TOO_LARGE
                                    : Degradation.SERIALIZATION_FAILED);
        }
        return Optional.empty();
    }

    private Optional<CaptureResult.Captured> attributes(Map<String, Object> attributes) {
        return attributes.isEmpty() ? Optional.empty() : Optional.of(captureOnce(attributes));
    }

    void state(ByteString parent, @Nullable Object state, boolean whole) {
        if (!core.sendsStates()) {
            return;
        }
        if (!lockCapture(PATIENCE_NANOS)) {
            missedState = true;
            offerLoss(
                    parent,
                    new CaptureResult.Unavailable(
                            CaptureResult.Reason.FAILED, "another state of this run was still being captured"));
            return;
        }
        try {
            CaptureResult result = capture(state);
            if (result instanceof CaptureResult.Captured captured) {
                offerState(parent, captured, whole);
            } else if (result instanceof CaptureResult.Unavailable unavailable) {
                lastTree = null;
                offerLoss(parent, unavailable);
            }
        } finally {
            captureLock.unlock();
        }
    }

    /**
     * Waits while captures come and go, but not for one that hangs. An interrupt is the graph's own business and stays set.
     *
     * @param patienceNanos how long a single capture is waited for
     */
    private boolean lockCapture(long patienceNanos) {
        boolean locked = captureLock.tryLock();
        boolean interrupted = false;
        while (!locked && System.nanoTime() - captureBegunAt < patienceNanos) {
            try {
                locked = captureLock.tryLock(LOOK_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (locked) {
            captureBegunAt = System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return locked;
    }

    @SuppressWarnings("ReferenceEquality") // the session gives the same tree if and only if nothing changed
    private void offerState(ByteString parent, CaptureResult.Captured captured, boolean whole) {
        // After a loss the same state is news: receivers are in doubt about it.
        boolean unchanged = captured.tree() == lastTree && line.newestLoss() == lossAtLastState && !missedState;
        if (unchanged && !whole) {
            return;
        }
        missedState = false;
        lastTree = captured.tree();
        lastTreeBytes = captured.approximateBytes();
        lossAtLastState = line.newestLoss();
        offerTree(parent, captured.tree(), unchanged ? 0 : captured.newHeapBytes(), whole);
        if (whole) {
            patchesSinceCheckpoint = 0;
        } else if (++patchesSinceCheckpoint >= core.checkpointInterval()) {
            patchesSinceCheckpoint = 0;
            offerTree(parent, captured.tree(), 0, true);
        }
    }

    /** The bytes are those that this message alone keeps in memory. */
    private void offerTree(ByteString parent, JsonNode tree, long newHeapBytes, boolean whole) {
        long bytes = lastTreeBytes;
        offer(newId(), parent, envelope -> new Draft.State(envelope, tree, bytes, newHeapBytes, whole));
    }

    private void offerLoss(ByteString parent, CaptureResult.Unavailable unavailable) {
        boolean tooLarge = unavailable.reason() == CaptureResult.Reason.TOO_LARGE;
        offer(newId(), parent, envelope -> new Draft.LostState(envelope, tooLarge));
        String code = tooLarge ? "state_too_large" : "state_unavailable";
        problem(parent, code, unavailable.reason() + ": " + unavailable.detail(), Severity.SEVERITY_WARNING);
    }

    /**
     * The last state once more and whole, so that who comes later has the end of the run without its middle.
     *
     * @param patient whether to wait for a capture that goes on in another thread; if not, there is no last state
     */
    void lastState(ByteString parent, boolean patient) {
        if (!lockCapture(patient ? PATIENCE_NANOS : 0)) {
            return;
        }
        try {
            JsonNode tree = lastTree;
            if (tree != null && (patchesSinceCheckpoint > 0 || line.newestLoss() != lossAtLastState)) {
                patchesSinceCheckpoint = 0;
                offerTree(parent, tree, 0, true);
            }
        } finally {
            captureLock.unlock();
        }
    }

    private CaptureResult capture(@Nullable Object state) {
        long started = core.time().nanoTime();
        CaptureResult result = session.capture(state);
        core.counters().passed(Stage.CAPTURE, core.time().nanoTime() - started);
        countFallbacks(result);
        return result;
    }

    /** Captures a value that is no state: arguments, results, attributes. What can't be captured is told in its place. */
    CaptureResult.Captured captureOnce(@Nullable Object value) {
        CaptureResult.Captured captured =
                core.encoder().newSession().capture(value).orSubstitute();
        countFallbacks(captured);
        return captured;
    }

    private void countFallbacks(CaptureResult result) {
        if (result instanceof CaptureResult.Captured captured && captured.fallbacks() > 0) {
            core.counters().count(Occurrence.STATE_VALUE_FALLBACK, captured.fallbacks());
        }
    }

    void problem(ByteString parent, String code, String message, Severity severity) {
        offer(newId(), parent, envelope -> new Draft.Problem(envelope, code, message, severity, "", ""));
    }

    /** Runs what a call asked for; whatever goes wrong stays inside. */
    void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            core.failedInside(failure);
        }
    }
}
