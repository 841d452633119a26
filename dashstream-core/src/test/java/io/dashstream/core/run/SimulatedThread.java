package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.core.wire.v1.TokenChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A producer's side of one thread: makes messages as the wire format asks for and remembers the truth about every run. */
final class SimulatedThread {

    /** How messages say which run they belong to. */
    enum Style {
        /** As ours: run_id, a parent on every message, and checkpoints that say where the chain of parents ends. */
        LINKED,
        /** The same without the last: who has not seen the start has to learn it. */
        LOOSELY_LINKED,
        /** As a foreign producer: neither. */
        BARE
    }

    private static final StateHasher HASHER = StateHasher.ofDefaults();
    private static final long RESTART_TAKES_MICROS = 3_000_000;

    private final String threadId;
    private final Style style;
    private final MessageIds ids;
    private final List<DashStreamMessage> sent = new ArrayList<>();
    private final Map<ByteString, SimulatedRun> owners = new HashMap<>();
    private final Map<RunKey, SimulatedRun> runs = new LinkedHashMap<>();
    private long sequence;
    private long clock = 1_700_000_000_000_000L;

    SimulatedThread(String threadId, Style style, long seed) {
        this.threadId = threadId;
        this.style = style;
        this.ids = MessageIds.seededBy(new SplittableRandom(seed));
    }

    static SimulatedThread linked() {
        return new SimulatedThread("t-1", Style.LINKED, 1);
    }

    static SimulatedThread bare() {
        return new SimulatedThread("t-1", Style.BARE, 2);
    }

    ThreadKey key() {
        return new ThreadKey("default", threadId);
    }

    /** The process dies; the next one counts from the first number again. */
    void restartProcess() {
        sequence = 0;
        clock += RESTART_TAKES_MICROS;
    }

    /** The counter goes on elsewhere, as with one that starts at the clock or after lost messages. */
    void countFrom(long next) {
        sequence = next - 1;
    }

    long now() {
        return clock;
    }

    long lastSequence() {
        return sequence;
    }

    List<DashStreamMessage> sent() {
        return sent;
    }

    Map<RunKey, SimulatedRun> runs() {
        return runs;
    }

    SimulatedRun ownerOf(DashStreamMessage message) {
        return owners.get(Messages.header(message).getMessageId());
    }

    SimulatedRun start(String runId, JsonNode initial) {
        return start(runId, Optional.of(initial));
    }

    SimulatedRun startWithoutState(String runId) {
        return start(runId, Optional.empty());
    }

    private SimulatedRun start(String runId, Optional<JsonNode> initial) {
        Event.Builder start = event(EventType.EVENT_TYPE_GRAPH_START);
        initial.ifPresent(
                state -> start.putAttributes(Messages.INITIAL_STATE_ATTRIBUTE, text(StrictJson.writeText(state))));
        Header.Builder header = header(ByteString.EMPTY);
        if (style != Style.BARE) {
            start.putAttributes("run_id", text(runId));
        }
        String name = style != Style.BARE ? RunIds.given(runId) : RunIds.makeshift(header.build());
        SimulatedRun run = new SimulatedRun(key().run(name), runId, header.getMessageId());
        runs.put(run.key(), run);
        initial.ifPresent(state -> run.become(header.getSequence(), state));
        run.send(message(header, start));
        return run;
    }

    private Header.Builder header(ByteString parent) {
        clock += 10;
        sequence++;
        Header.Builder header = Header.newBuilder()
                .setMessageId(ids.next())
                .setTimestampUs(clock)
                .setTenantId("default")
                .setThreadId(threadId)
                .setSequence(sequence)
                .setSchemaVersion(1);
        return style != Style.BARE ? header.setParentId(parent) : header;
    }

    private static DashStreamMessage message(Header.Builder header, Event.Builder event) {
        return DashStreamMessage.newBuilder()
                .setEvent(event.setHeader(header.setType(MessageKind.EVENT.type())))
                .build();
    }

    static AttributeValue text(String text) {
        return AttributeValue.newBuilder().setStringValue(text).build();
    }

    private static Event.Builder event(EventType type) {
        return Event.newBuilder().setEventType(type);
    }

    static ByteString hash(JsonNode state) {
        return ByteString.copyFrom(HASHER.hash(state));
    }

    /** One run, with its true state at every sequence. */
    final class SimulatedRun {

        private final RunKey key;
        private final String runId;
        private final ByteString startId;
        private final TreeMap<Long, JsonNode> states = new TreeMap<>(Long::compareUnsigned);
        private final Map<String, ByteString> openNodes = new LinkedHashMap<>();

        private SimulatedRun(RunKey key, String runId, ByteString startId) {
            this.key = key;
            this.runId = runId;
            this.startId = startId;
        }

        RunKey key() {
            return key;
        }

        /** The true state after the message with this sequence; empty if it had none yet. */
        Optional<JsonNode> truth(long at) {
            return Optional.ofNullable(states.floorEntry(at)).map(Map.Entry::getValue);
        }

        JsonNode state() {
            return states.lastEntry().getValue();
        }

        Map<String, ByteString> openNodes() {
            return openNodes;
        }

        DashStreamMessage nodeStart(String node) {
            Header.Builder header = header(startId);
            openNodes.put(node, header.getMessageId());
            return send(message(header, event(EventType.EVENT_TYPE_NODE_START).setNodeId(node)));
        }

        DashStreamMessage nodeEnd(String node) {
            ByteString parent = openNodes.remove(node);
            return send(
                    message(header(parent), event(EventType.EVENT_TYPE_NODE_END).setNodeId(node)));
        }

        DashStreamMessage token() {
            Header.Builder header = header(place()).setType(MessageKind.TOKEN_CHUNK.type());
            return send(DashStreamMessage.newBuilder()
                    .setTokenChunk(TokenChunk.newBuilder().setHeader(header).setText("tok"))
                    .build());
        }

        DashStreamMessage diff(JsonNode next) {
            StatePatch patch = StateDiffer.ofDefaults().diff(state(), next);
            return diff(StateDiff.newBuilder().addAllOperations(patch.toProto()).setStateHash(hash(next)), next);
        }

        DashStreamMessage diffWithoutHash(JsonNode next) {
            StatePatch patch = StateDiffer.ofDefaults().diff(state(), next);
            return diff(StateDiff.newBuilder().addAllOperations(patch.toProto()), next);
        }

        DashStreamMessage fullState(JsonNode next) {
            return diff(
                    StateDiff.newBuilder()
                            .setFullState(ByteString.copyFrom(StrictJson.write(next)))
                            .setStateHash(hash(next)),
                    next);
        }

        DashStreamMessage diff(StateDiff.Builder diff, JsonNode next) {
            Header.Builder header = header(place()).setType(MessageKind.STATE_DIFF.type());
            become(header.getSequence(), next);
            return send(DashStreamMessage.newBuilder()
                    .setStateDiff(diff.setHeader(header))
                    .build());
        }

        DashStreamMessage checkpoint() {
            return checkpoint(state());
        }

        DashStreamMessage checkpoint(JsonNode state) {
            byte[] json = StrictJson.write(state);
            return checkpoint(
                    Checkpoint.newBuilder()
                            .setState(ByteString.copyFrom(json))
                            .setChecksum(ByteString.copyFrom(Sha256.of(json))),
                    state);
        }

        DashStreamMessage checkpoint(Checkpoint.Builder checkpoint, JsonNode state) {
            Header.Builder header = header(place()).setType(MessageKind.CHECKPOINT.type());
            become(header.getSequence(), state);
            checkpoint.setHeader(header).setCheckpointId(ids.next());
            if (style != Style.BARE) {
                checkpoint.putMetadata("run_id", runId);
            }
            if (style == Style.LINKED) {
                checkpoint.putMetadata("graph_start_id", HexFormat.of().formatHex(startId.toByteArray()));
            }
            return send(DashStreamMessage.newBuilder().setCheckpoint(checkpoint).build());
        }

        DashStreamMessage end(String outcome) {
            return send(message(
                    header(startId), event(EventType.EVENT_TYPE_GRAPH_END).putAttributes("outcome", text(outcome))));
        }

        DashStreamMessage fail(String errorType, String error) {
            return send(message(
                    header(startId),
                    event(EventType.EVENT_TYPE_GRAPH_ERROR)
                            .putAttributes("error_type", text(errorType))
                            .putAttributes("error", text(error))));
        }

        /** The last message that was sent, as the start of the run is. */
        private DashStreamMessage send(DashStreamMessage message) {
            sent.add(message);
            owners.put(Messages.header(message).getMessageId(), this);
            return message;
        }

        private void become(long at, JsonNode state) {
            states.put(at, state);
        }

        /** The innermost open node, or the graph itself. */
        private ByteString place() {
            ByteString place = startId;
            for (ByteString node : openNodes.values()) {
                place = node;
            }
            return place;
        }
    }
}
