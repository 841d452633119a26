package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MessageType;
import java.util.List;
import java.util.function.Consumer;

/** Messages as the tests need them. */
final class TestMessages {

    static final ByteString ID = ByteString.copyFrom(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    static final long MICROS = 1_700_000_000_000_000L;

    private TestMessages() {}

    static Header.Builder header(MessageType type, long sequence) {
        return Header.newBuilder()
                .setMessageId(ID)
                .setTimestampUs(MICROS)
                .setTenantId("default")
                .setThreadId("t-1")
                .setSequence(sequence)
                .setType(type)
                .setSchemaVersion(SchemaVersion.CURRENT);
    }

    static DashStreamMessage event(EventType type, long sequence, Consumer<Event.Builder> more) {
        return DashStreamMessage.newBuilder()
                .setEvent(innerEvent(type, sequence, more))
                .build();
    }

    static Event innerEvent(EventType type, long sequence, Consumer<Event.Builder> more) {
        Event.Builder event = Event.newBuilder()
                .setHeader(header(MessageType.MESSAGE_TYPE_EVENT, sequence))
                .setEventType(type);
        more.accept(event);
        return event.build();
    }

    /** A message that is as large as its text. */
    static DashStreamMessage withText(String text) {
        return event(EventType.EVENT_TYPE_NODE_THINKING, 1, event -> event.setNodeId(text));
    }

    static DashStreamMessage withFlag(DashStreamMessage message, CompressionType flag) {
        return Messages.withHeader(
                message,
                Messages.header(message).toBuilder().setCompression(flag).build());
    }

    static DashStreamMessage nodeStart(String node, long sequence) {
        return event(EventType.EVENT_TYPE_NODE_START, sequence, event -> event.setNodeId(node));
    }

    static DashStreamMessage batch(Event... events) {
        return DashStreamMessage.newBuilder()
                .setEventBatch(EventBatch.newBuilder()
                        .setHeader(header(MessageType.MESSAGE_TYPE_EVENT_BATCH, Sequences.NONE))
                        .addAllEvents(List.of(events)))
                .build();
    }

    /** Whatever the schema's oneof has now, one message for each, with the header given. */
    static List<FieldDescriptor> kindFields() {
        return DashStreamMessage.getDescriptor().getOneofs().get(0).getFields();
    }

    static DashStreamMessage ofKind(FieldDescriptor kind, Header header) {
        DashStreamMessage.Builder message = DashStreamMessage.newBuilder();
        Message.Builder content = message.newBuilderForField(kind);
        content.setField(content.getDescriptorForType().findFieldByName("header"), header);
        return message.setField(kind, content.build()).build();
    }
}
