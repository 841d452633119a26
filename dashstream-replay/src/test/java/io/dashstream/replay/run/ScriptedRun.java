package io.dashstream.replay.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.AttributeValues;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.StateDiff;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A run as our producer would send it, step by step: its messages, and beside them the state after each sequence, which
 * is what a history has to find again. Runs of one thread share a counter.
 */
public final class ScriptedRun {

    private static final StateDiffer DIFFER = StateDiffer.ofDefaults();
    private static final StateHasher HASHER = StateHasher.ofDefaults();
    private static final AtomicLong SEEDS = new AtomicLong();

    private final RunKey key;
    private final AtomicLong sequences;
    private final MessageIds ids = MessageIds.seededBy(new SplittableRandom(SEEDS.incrementAndGet()));
    private final List<DashStreamMessage> messages = new ArrayList<>();
    private final TreeMap<Long, JsonNode> states = new TreeMap<>(Long::compareUnsigned);
    private ObjectNode state = JsonNodeFactory.instance.objectNode();
    private ByteString startId = ByteString.EMPTY;
    private ByteString nodeId = ByteString.EMPTY;
    private int steps;

    public ScriptedRun(ThreadKey thread, String runId, AtomicLong sequences) {
        this.key = thread.run(runId);
        this.sequences = sequences;
    }

    public ScriptedRun(String runId) {
        this(new ThreadKey("tenant", "thread-" + runId), runId, new AtomicLong());
    }

    public RunKey key() {
        return key;
    }

    /** GRAPH_START with an initial state. */
    public DashStreamMessage start() {
        state = JsonNodeFactory.instance.objectNode();
        state.put("question", "why " + key.runId());
        state.putArray("log");
        startId = ids.next();
        Event event = Event.newBuilder()
                .setHeader(header(MessageKind.EVENT, startId, ByteString.EMPTY))
                .setEventType(EventType.EVENT_TYPE_GRAPH_START)
                .putAttributes("run_id", AttributeValues.of(key.runId()))
                .putAttributes("graph_name", AttributeValues.of("research"))
                .putAttributes("initial_state_json", AttributeValues.of(StrictJson.writeText(state)))
                .build();
        return sent(DashStreamMessage.newBuilder().setEvent(event).build(), StateAfter.CHANGED);
    }

    /** NODE_START of a node in which what follows happens. */
    public DashStreamMessage node(String name) {
        nodeId = ids.next();
        Event event = Event.newBuilder()
                .setHeader(header(MessageKind.EVENT, nodeId, startId))
                .setEventType(EventType.EVENT_TYPE_NODE_START)
                .setNodeId(name)
                .build();
        return sent(DashStreamMessage.newBuilder().setEvent(event).build(), StateAfter.SAME);
    }

    /** A change of the state, as a diff with its hash. */
    public DashStreamMessage step() {
        ObjectNode next = state.deepCopy();
        steps++;
        next.withArray("log").add("step " + steps + " of " + key.runId());
        next.put("steps", steps);
        StateDiff diff = StateDiff.newBuilder()
                .setHeader(header(MessageKind.STATE_DIFF, ids.next(), nodeId.isEmpty() ? startId : nodeId))
                .addAllOperations(DIFFER.diff(state, next).toProto())
                .setStateHash(ByteString.copyFrom(HASHER.hash(next)))
                .build();
        state = next;
        return sent(DashStreamMessage.newBuilder().setStateDiff(diff).build(), StateAfter.CHANGED);
    }

    /** The whole state. */
    public DashStreamMessage checkpoint() {
        byte[] json = StrictJson.write(state);
        Checkpoint checkpoint = Checkpoint.newBuilder()
                .setHeader(header(MessageKind.CHECKPOINT, ids.next(), nodeId.isEmpty() ? startId : nodeId))
                .setCheckpointId(ids.next())
                .setState(ByteString.copyFrom(json))
                .setChecksum(ByteString.copyFrom(sha256(json)))
                .putMetadata("run_id", key.runId())
                .build();
        return sent(DashStreamMessage.newBuilder().setCheckpoint(checkpoint).build(), StateAfter.CHANGED);
    }

    /** GRAPH_END. */
    public DashStreamMessage end() {
        Event event = Event.newBuilder()
                .setHeader(header(MessageKind.EVENT, ids.next(), startId))
                .setEventType(EventType.EVENT_TYPE_GRAPH_END)
                .putAttributes("outcome", AttributeValues.of("OK"))
                .build();
        return sent(DashStreamMessage.newBuilder().setEvent(event).build(), StateAfter.SAME);
    }

    /** A message of any kind that is only a header; of a batch, its one event has it. */
    public DashStreamMessage bare(FieldDescriptor kind) {
        DashStreamMessage.Builder message = DashStreamMessage.newBuilder();
        Message.Builder content = message.newBuilderForField(kind);
        Descriptor type = content.getDescriptorForType();
        if (type.equals(EventBatch.getDescriptor())) {
            Header header = header(MessageKind.EVENT, ids.next(), startId);
            return sent(
                    message.setEventBatch(EventBatch.newBuilder()
                                    .addEvents(Event.newBuilder().setHeader(header)))
                            .build(),
                    StateAfter.SAME);
        }
        MessageKind named =
                MessageKind.of(message.setField(kind, content.build()).build());
        content.setField(type.findFieldByName("header"), header(named, ids.next(), startId));
        return sent(message.setField(kind, content.build()).build(), StateAfter.SAME);
    }

    /** A number that is used and whose message never comes. */
    public void lose() {
        sequences.incrementAndGet();
    }

    public List<DashStreamMessage> messages() {
        return messages;
    }

    /** The state after each message that changed or said it, by sequence. */
    public NavigableMap<Long, JsonNode> states() {
        return states;
    }

    private enum StateAfter {
        CHANGED,
        SAME
    }

    private DashStreamMessage sent(DashStreamMessage message, StateAfter after) {
        messages.add(message);
        if (after == StateAfter.CHANGED) {
            states.put(sequences.get(), state);
        }
        return message;
    }

    private Header header(MessageKind kind, ByteString id, ByteString parent) {
        long sequence = sequences.incrementAndGet();
        return Header.newBuilder()
                .setMessageId(id)
                .setParentId(parent)
                .setTimestampUs(1_700_000_000_000_000L + sequence)
                .setTenantId(key.tenantId())
                .setThreadId(key.threadId())
                .setSequence(sequence)
                .setType(kind.type())
                .setSchemaVersion(1)
                .build();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
