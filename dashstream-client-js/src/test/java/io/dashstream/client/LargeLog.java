package io.dashstream.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.AttributeValues;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One run that changes its state in every message; each message's offset is its sequence. */
final class LargeLog {

    private static final long MICROS = 1_700_000_000_000_000L;

    private final MessageIds ids = MessageIds.seededBy(new SplittableRandom(7));
    private final List<StoredRecord> records = new ArrayList<>();
    private final long first;
    private ObjectNode state = JsonNodeFactory.instance.objectNode().put("step", 0);

    LargeLog(long first, int steps) {
        this.first = first;
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                RecordReader reader = new RecordReader(FrameDecoder.strict())) {
            ByteString start = ids.next();
            add(encoder, reader, start(start));
            for (int step = 1; step <= steps; step++) {
                add(encoder, reader, change(start, step));
            }
            add(encoder, reader, end(start));
        }
    }

    List<StoredRecord> records() {
        return records;
    }

    String finalState() {
        return CanonicalJson.encodeText(state);
    }

    private void add(FrameEncoder encoder, RecordReader reader, DashStreamMessage message) {
        records.add(reader.read(new ConsumerRecord<>(
                "runs", 0, due(), null, encoder.encode(message).bytes())));
    }

    private long due() {
        return first + records.size();
    }

    private DashStreamMessage start(ByteString id) {
        return event(Event.newBuilder()
                .setHeader(header(MessageKind.EVENT, id, ByteString.EMPTY))
                .setEventType(EventType.EVENT_TYPE_GRAPH_START)
                .putAttributes("run_id", AttributeValues.of("large"))
                .putAttributes("initial_state_json", AttributeValues.of(StrictJson.writeText(state))));
    }

    private DashStreamMessage change(ByteString start, int step) {
        ObjectNode next = state.deepCopy().put("step", step);
        StateDiff diff = StateDiff.newBuilder()
                .setHeader(header(MessageKind.STATE_DIFF, ids.next(), start))
                .addAllOperations(StateDiffer.ofDefaults().diff(state, next).toProto())
                .setStateHash(ByteString.copyFrom(StateHasher.ofDefaults().hash(next)))
                .build();
        state = next;
        return DashStreamMessage.newBuilder().setStateDiff(diff).build();
    }

    private DashStreamMessage end(ByteString start) {
        return event(Event.newBuilder()
                .setHeader(header(MessageKind.EVENT, ids.next(), start))
                .setEventType(EventType.EVENT_TYPE_GRAPH_END)
                .putAttributes("outcome", AttributeValues.of("OK")));
    }

    private static DashStreamMessage event(Event.Builder event) {
        return DashStreamMessage.newBuilder().setEvent(event).build();
    }

    private Header header(MessageKind kind, ByteString id, ByteString parent) {
        return Header.newBuilder()
                .setMessageId(id)
                .setParentId(parent)
                .setTimestampUs(MICROS + records.size())
                .setTenantId("default")
                .setThreadId("large")
                .setSequence(due())
                .setType(kind.type())
                .setSchemaVersion(1)
                .build();
    }
}
