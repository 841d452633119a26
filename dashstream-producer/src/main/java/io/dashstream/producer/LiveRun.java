package io.dashstream.producer;

import io.dashstream.core.wire.v1.Error.Severity;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run that reports to the queue. */
final class LiveRun extends LiveScope implements RunScope {

    private final RunSpec spec;
    private final Consumer<LiveRun> whenEnded;

    LiveRun(RunTelemetry telemetry, RunSpec spec, Consumer<LiveRun> whenEnded) {
        super(telemetry, Optional.empty());
        this.spec = spec;
        this.whenEnded = whenEnded;
    }

    /** Begins; not under the line's lock, because the first state is captured on the way. */
    void start() {
        telemetry().guarded(() -> telemetry().start(id(), spec));
    }

    @Override
    void begin() {
        throw new IllegalStateException("a run begins with start()");
    }

    @Override
    void end(End end) {
        long now = telemetry().nanoTime();
        long micros = durationMicros(now);
        EventType type =
                end.outcome() == Outcome.ERROR ? EventType.EVENT_TYPE_GRAPH_ERROR : EventType.EVENT_TYPE_GRAPH_END;
        try {
            telemetry().end(now, id(), type, end.facts(micros), micros);
        } finally {
            whenEnded.accept(this);
        }
    }

    /** Sends the last state whole before the end; outside the line's lock, which a capture must not hold up. */
    private void conclude(End end) {
        conclude(end, true);
    }

    private void conclude(End end, boolean patient) {
        telemetry().guarded(() -> {
            if (!isEnded()) {
                telemetry().lastState(id(), patient);
            }
        });
        finish(end);
    }

    @Override
    public void complete() {
        conclude(End.of(Outcome.OK));
    }

    @Override
    public void complete(@Nullable Object finalState) {
        telemetry().guarded(() -> {
            if (!isEnded()) {
                telemetry().state(id(), finalState, true);
            }
        });
        finish(End.of(Outcome.OK));
    }

    @Override
    public void fail(Throwable failure) {
        telemetry().guarded(() -> conclude(End.failed(failure)));
    }

    @Override
    public void cancel() {
        conclude(End.of(Outcome.CANCELLED));
    }

    @Override
    public void close() {
        conclude(End.of(Outcome.INCOMPLETE));
    }

    @Override
    public void interrupt(String nodeId) {
        humanInterrupt(nodeId, "");
        conclude(End.of(Outcome.INTERRUPTED));
    }

    long lastCall() {
        return telemetry().lastCall();
    }

    /** Ends a run that nobody ends; waits for nothing, because others wait for the one who calls this. */
    void reap() {
        conclude(new End(Outcome.INCOMPLETE, Optional.empty(), true), false);
    }

    /** Ends the run because the producer is closed; waits for nothing. */
    void closeAtOnce() {
        conclude(End.of(Outcome.INCOMPLETE), false);
    }

    @Override
    public String runId() {
        return telemetry().runId();
    }

    @Override
    public NodeScope node(String nodeId) {
        return open(new LiveNode(telemetry(), this, nodeId, Optional.empty()));
    }

    @Override
    public NodeScope node(String nodeId, NodeConfig config) {
        return open(new LiveNode(telemetry(), this, nodeId, Optional.of(config)));
    }

    private static LiveNode open(LiveNode node) {
        node.open();
        return node;
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R node(String nodeId, NodeBody<R, X> body) throws X {
        NodeScope node = node(nodeId);
        try {
            R result = body.run(node);
            node.complete();
            return result;
        } catch (Throwable failure) {
            node.fail(failure);
            throw failure;
        }
    }

    @Override
    public void edge(String from, String to) {
        happened(EventType.EVENT_TYPE_EDGE_TRAVERSAL, from, Facts.of("from", from, "to", to));
    }

    @Override
    public void conditionalEdge(String from, String to, String conditionResult) {
        happened(
                EventType.EVENT_TYPE_CONDITIONAL_BRANCH,
                from,
                Facts.of("from", from, "to", to, "condition_result", conditionResult));
    }

    @Override
    public void parallelStarted(List<String> nodeIds) {
        parallel(EventType.EVENT_TYPE_PARALLEL_START, nodeIds);
    }

    @Override
    public void parallelEnded(List<String> nodeIds) {
        parallel(EventType.EVENT_TYPE_PARALLEL_END, nodeIds);
    }

    private void parallel(EventType type, List<String> nodeIds) {
        telemetry().guarded(() -> {
            List<String> nodes = List.copyOf(nodeIds);
            happened(type, String.join(",", nodes), Facts.of("nodes", nodes));
        });
    }

    @Override
    public void state(@Nullable Object state) {
        telemetry().guarded(() -> telemetry().state(id(), state, false));
    }

    @Override
    public void checkpoint(@Nullable Object state) {
        telemetry().guarded(() -> telemetry().state(id(), state, true));
    }

    @Override
    public void humanInterrupt(String nodeId, String reason) {
        happened(EventType.EVENT_TYPE_HUMAN_INTERRUPT, nodeId, Facts.of("reason", reason));
    }

    @Override
    public void humanResume(String nodeId) {
        happened(EventType.EVENT_TYPE_HUMAN_RESUME, nodeId, Facts.NONE);
    }

    @Override
    public void checkpointSaved(String id) {
        happened(EventType.EVENT_TYPE_CHECKPOINT_SAVE, "", Facts.of("checkpoint_id", id));
    }

    @Override
    public void checkpointLoaded(String id) {
        happened(EventType.EVENT_TYPE_CHECKPOINT_LOAD, "", Facts.of("checkpoint_id", id));
    }

    @Override
    public void checkpointDeleted(String id) {
        happened(EventType.EVENT_TYPE_CHECKPOINT_DELETE, "", Facts.of("checkpoint_id", id));
    }

    @Override
    public void memorySaved(String key) {
        happened(EventType.EVENT_TYPE_MEMORY_SAVE, "", Facts.of("key", key));
    }

    @Override
    public void memoryLoaded(String key) {
        happened(EventType.EVENT_TYPE_MEMORY_LOAD, "", Facts.of("key", key));
    }

    @Override
    public void optimizationStarted(String optimizationId, String targetNode, String targetParam, String strategy) {
        happened(
                EventType.EVENT_TYPE_OPTIMIZATION_START,
                targetNode,
                Facts.of("optimization_id", optimizationId, "target_param", targetParam, "strategy", strategy));
    }

    @Override
    public void optimizationEnded(
            String optimizationId,
            String targetNode,
            int variantsTested,
            double improvementDelta,
            String terminationReason) {
        happened(
                EventType.EVENT_TYPE_OPTIMIZATION_END,
                targetNode,
                Facts.of(
                        "optimization_id", optimizationId,
                        "variants_tested", variantsTested,
                        "improvement_delta", improvementDelta,
                        "termination_reason", terminationReason));
    }

    @Override
    public void metrics(Map<String, ? extends Number> values) {
        telemetry().guarded(() -> {
            Facts facts = Facts.of(values.entrySet().stream()
                    .flatMap(entry -> Stream.of(entry.getKey(), fixed(entry.getValue())))
                    .toArray());
            telemetry()
                    .offer(
                            telemetry().newId(),
                            id(),
                            envelope -> new Draft.Measurements(envelope, "run", runId(), facts));
        });
    }

    /** Numbers can be counters that go on counting. */
    private static Object fixed(Number value) {
        boolean whole = value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof AtomicInteger
                || value instanceof AtomicLong
                || value instanceof LongAdder;
        return whole ? (Object) value.longValue() : (Object) value.doubleValue();
    }

    @Override
    public void error(String code, String message) {
        telemetry().guarded(() -> telemetry().problem(id(), code, message, Severity.SEVERITY_ERROR));
    }

    private void happened(EventType type, String nodeId, Facts facts) {
        telemetry().guarded(() -> telemetry().event(telemetry().newId(), id(), type, nodeId, facts));
    }
}
