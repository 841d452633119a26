package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.Degradation;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.metrics.Stage;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides how a state leaves, and sends it: as a patch against what receivers know, as a full state where a patch is no good,
 * as a checkpoint where receivers may know nothing. For the worker only.
 */
final class StateMessages {

    private final Courier courier;
    private final StateTools tools;
    private final CheckpointState checkpointState;
    private final MessageIds ids;
    private final ProducerCounters counters;
    private final TimeSource time;

    StateMessages(
            Courier courier,
            StateTools tools,
            CheckpointState checkpointState,
            MessageIds ids,
            ProducerCounters counters,
            TimeSource time) {
        this.courier = courier;
        this.tools = tools;
        this.checkpointState = checkpointState;
        this.ids = ids;
        this.counters = counters;
        this.time = time;
    }

    void send(Draft.State draft, StateTracker tracker) throws InterruptedException {
        ThreadLine line = draft.envelope().thread();
        JsonNode state = tracker.redact(draft.tree());
        Optional<JsonNode> base = tracker.baseOf(draft.envelope().run().id());
        boolean inDoubt = tracker.isInDoubt(line.newestLoss());
        if (draft.wholeState()) {
            checkpoint(draft, state, tracker);
        } else if (inDoubt || base.isEmpty()) {
            if (inDoubt) {
                counters.count(Occurrence.RESYNC);
            }
            counters.recast(MessageKind.STATE_DIFF, MessageKind.CHECKPOINT);
            checkpoint(draft, state, tracker);
        } else {
            diff(draft, base.get(), state, tracker);
        }
    }

    private void diff(Draft.State draft, JsonNode base, JsonNode state, StateTracker tracker)
            throws InterruptedException {
        StateDiff.Builder message = StateDiff.newBuilder()
                .setHeader(WireMessages.header(draft.envelope(), MessageKind.STATE_DIFF))
                .setBaseCheckpointId(tracker.lastCheckpoint());
        try {
            message.setStateHash(UnsafeByteOperations.unsafeWrap(tracker.hash(state)));
            Optional<List<DiffOperation>> operations = operations(draft, base, state);
            if (operations.isPresent()) {
                message.addAllOperations(operations.get());
            } else {
                counters.degraded(Degradation.FULL_STATE_FALLBACK);
                counters.count(Occurrence.FALLBACK_FULL_STATE);
                message.setFullState(
                        UnsafeByteOperations.unsafeWrap(tools.writer().write(state)));
            }
        } catch (RuntimeException failure) {
            lose(draft, MessageKind.STATE_DIFF, FailureReason.ENCODING);
            counters.degraded(Degradation.FULL_STATE_SERIALIZATION_FAILED);
            counters.count(Occurrence.FULL_STATE_SERIALIZE_FAILURE);
            return;
        }
        DashStreamMessage whole =
                DashStreamMessage.newBuilder().setStateDiff(message).build();
        if (handOver(draft, MessageKind.STATE_DIFF, whole)) {
            if (message.getFullState().isEmpty()) {
                tracker.handedOverPatch(state);
            } else {
                tracker.handedOverWhole(draft.envelope(), state);
            }
        }
    }

    /** The patch on the wire; empty if the full state should go instead. */
    private Optional<List<DiffOperation>> operations(Draft.State draft, JsonNode base, JsonNode state) {
        StatePatch patch;
        long started = time.nanoTime();
        try {
            patch = tools.patches().diff(base, state);
        } catch (RuntimeException failure) {
            return Optional.empty();
        } finally {
            counters.passed(Stage.DIFF, time.nanoTime() - started);
        }
        if (patch.isEmpty()) {
            return touch(state).map(StatePatch::toProto);
        }
        try {
            if (!worthSending(patch, draft, state)) {
                return Optional.empty();
            }
            List<DiffOperation> operations = patch.toProto();
            counters.count(Occurrence.UNSAFE_PATH, UnsafePaths.count(patch));
            return Optional.of(operations);
        } catch (RuntimeException failure) {
            counters.degraded(Degradation.PATCH_SERIALIZATION_FAILED);
            return Optional.empty();
        }
    }

    private boolean worthSending(StatePatch patch, Draft.State draft, JsonNode state) {
        if (patch.operations().size() > StatePatch.MAX_OPERATIONS) {
            return false;
        }
        long patchBytes = patch.jsonBytes();
        return StatePatch.worthSending(patchBytes, draft.stateBytes())
                || StatePatch.worthSending(patchBytes, tools.writer().write(state).length);
    }

    /**
     * A patch that changes nothing, for a state that changed only where a secret was taken out: its number is given, and a number
     * that never comes would tell receivers that a state was lost.
     */
    private static Optional<StatePatch> touch(JsonNode state) {
        for (Map.Entry<String, JsonNode> member : state.properties()) {
            if (member.getValue().isValueNode()) {
                String name = member.getKey().replace("~", "~0").replace("/", "~1");
                return Optional.of(StatePatch.of(List.of(new PatchOperation.Replace("/" + name, member.getValue()))));
            }
        }
        return Optional.empty();
    }

    private void checkpoint(Draft.State draft, JsonNode state, StateTracker tracker) throws InterruptedException {
        ByteString id = ids.next();
        Checkpoint.Builder message = Checkpoint.newBuilder()
                .setHeader(WireMessages.header(draft.envelope(), MessageKind.CHECKPOINT))
                .setCheckpointId(id)
                .setStateType("application/json")
                .putMetadata("run_id", draft.envelope().run().id())
                .putMetadata(
                        "graph_start_id",
                        HexFormat.of()
                                .formatHex(draft.envelope().run().startId().toByteArray()));
        try {
            checkpointState.put(message, tools.writer().write(state));
        } catch (RuntimeException failure) {
            lose(draft, MessageKind.CHECKPOINT, FailureReason.ENCODING);
            counters.degraded(Degradation.FULL_STATE_SERIALIZATION_FAILED);
            counters.count(Occurrence.CHECKPOINT_SERIALIZE_FAILURE);
            return;
        }
        DashStreamMessage whole =
                DashStreamMessage.newBuilder().setCheckpoint(message).build();
        if (handOver(draft, MessageKind.CHECKPOINT, whole)) {
            tracker.handedOverCheckpoint(draft.envelope(), state, id);
        }
    }

    private boolean handOver(Draft.State draft, MessageKind kind, DashStreamMessage message)
            throws InterruptedException {
        if (!courier.fits(message)) {
            lose(draft, kind, FailureReason.TOO_LARGE);
            counters.degraded(Degradation.STATE_TOO_LARGE);
            return false;
        }
        try {
            return courier.send(draft.envelope().thread(), Courier.Load.of(draft.envelope(), kind), message);
        } catch (WireException failure) {
            lose(draft, kind, FailureReason.ENCODING);
            counters.degraded(Degradation.FULL_STATE_SERIALIZATION_FAILED);
            return false;
        }
    }

    private void lose(Draft.State draft, MessageKind kind, FailureReason reason) {
        counters.failed(kind, reason);
        draft.envelope().thread().markLost(draft.envelope().sequence());
    }
}
