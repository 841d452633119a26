package io.dashstream.core.wire;

import com.google.protobuf.WireFormat;
import io.dashstream.core.wire.FieldShapes.Field;
import io.dashstream.core.wire.MessageOutline.Effect;
import io.dashstream.core.wire.MessageOutline.Part;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.DashStreamMessage.MessageCase;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the outline of an encoded message in one pass over its bytes, at a fraction of what building the message costs.
 *
 * <p>It answers only where it is sure: if it gives an outline, the parser takes the bytes, and the outline is that of the
 * parsed message. Whatever is out of the ordinary (damage, fields of a newer schema, fields that come twice, a start that
 * may bring a state) it leaves to the parser, so that there is one judge of what is wrong with a message.
 */
final class OutlineScan {

    /** All kinds have their header in the same field. */
    private static final byte HEADER = delimited(Event.HEADER_FIELD_NUMBER);

    private static final byte EVENT_TYPE = varint(Event.EVENT_TYPE_FIELD_NUMBER);
    private static final byte FULL_STATE = delimited(StateDiff.FULL_STATE_FIELD_NUMBER);
    private static final byte EVENTS = delimited(EventBatch.EVENTS_FIELD_NUMBER);
    private static final byte TENANT_ID = delimited(Header.TENANT_ID_FIELD_NUMBER);
    private static final byte THREAD_ID = delimited(Header.THREAD_ID_FIELD_NUMBER);
    private static final byte SCHEMA_VERSION = varint(Header.SCHEMA_VERSION_FIELD_NUMBER);

    private static final FieldShapes KINDS = FieldShapes.of(DashStreamMessage.getDescriptor());
    private static final FieldShapes EVENT_FIELDS = FieldShapes.of(Event.getDescriptor());
    private static final FieldShapes STATE_DIFF_FIELDS = FieldShapes.of(StateDiff.getDescriptor());
    private static final FieldShapes HEADER_FIELDS = FieldShapes.of(Header.getDescriptor());

    private final FieldCursor cursor;
    private Set<Part> parts = Set.of();
    private long highestVersion = SchemaVersion.FIRST;
    private String tenantId = "";
    private String threadId = "";
    private boolean hasHeader;

    private OutlineScan(FieldCursor cursor) {
        this.cursor = cursor;
    }

    /**
     * The outline of a message, or empty where only the parser can tell.
     *
     * @param bytes holds an encoded {@link DashStreamMessage}
     * @param start where it starts
     * @param length how long it is
     */
    static Optional<MessageOutline> of(byte[] bytes, int start, int length) {
        if (length == 0) {
            return Optional.empty();
        }
        OutlineScan scan = new OutlineScan(new FieldCursor(bytes, start));
        scan.message(start + length);
        return scan.cursor.isOdd()
                ? Optional.empty()
                : Optional.of(new MessageOutline(scan.highestVersion, scan.parts));
    }

    private static byte delimited(int number) {
        return (byte) (number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private static byte varint(int number) {
        return (byte) (number << 3 | WireFormat.WIRETYPE_VARINT);
    }

    /** One kind and nothing else. */
    private void message(int end) {
        byte tag = cursor.tag();
        Field kind = KINDS.field(tag);
        if (kind == null || cursor.part(end) != end) {
            cursor.giveUp();
            return;
        }
        switch (MessageCase.forNumber(WireFormat.getTagFieldNumber(tag))) {
            case EVENT -> event(end);
            case STATE_DIFF -> stateDiff(end);
            case EVENT_BATCH -> eventBatch(end);
            case CHECKPOINT -> other(kind.fields(), Effect.WHOLE, end);
            case TOKEN_CHUNK, TOOL_EXECUTION, METRICS, ERROR, EXECUTION_TRACE -> other(kind.fields(), Effect.NONE, end);
            case MESSAGE_NOT_SET -> cursor.giveUp();
        }
    }

    private void event(int end) {
        while (cursor.isBefore(end)) {
            byte tag = cursor.tag();
            if (tag == EVENT_TYPE) {
                eventType(end);
            } else {
                field(EVENT_FIELDS, tag, end);
            }
        }
        add(Effect.NONE);
    }

    /** A start may bring a state, somewhere in its attributes; there is one in a run. */
    private void eventType(int end) {
        if ((int) cursor.number(end) == EventType.EVENT_TYPE_GRAPH_START_VALUE) {
            cursor.giveUp();
        }
    }

    private void stateDiff(int end) {
        Effect effect = Effect.CHANGE;
        while (cursor.isBefore(end)) {
            byte tag = cursor.tag();
            if (tag == FULL_STATE) {
                effect = cursor.bytes(end) > 0 ? Effect.WHOLE : Effect.CHANGE;
            } else {
                field(STATE_DIFF_FIELDS, tag, end);
            }
        }
        add(effect);
    }

    /** The envelope says nothing of the events, but it has a version. */
    private void eventBatch(int end) {
        boolean hasEnvelope = false;
        while (cursor.isBefore(end)) {
            byte tag = cursor.tag();
            if (tag == EVENTS) {
                event(cursor.part(end));
            } else if (tag == HEADER && !hasEnvelope) {
                header(end);
                forgetHeader();
                hasEnvelope = true;
            } else {
                cursor.giveUp();
            }
        }
    }

    private void other(FieldShapes kind, Effect effect, int end) {
        while (cursor.isBefore(end)) {
            field(kind, cursor.tag(), end);
        }
        add(effect);
    }

    private void field(FieldShapes kind, byte tag, int end) {
        if (tag == HEADER) {
            header(end);
        } else {
            cursor.skip(kind.field(tag), end);
        }
    }

    private void header(int outerEnd) {
        if (hasHeader) { // two would be merged
            cursor.giveUp();
        }
        hasHeader = true;
        int end = cursor.part(outerEnd);
        long version = SchemaVersion.FIRST;
        while (cursor.isBefore(end)) {
            byte tag = cursor.tag();
            if (tag == TENANT_ID) {
                tenantId = cursor.text(end);
            } else if (tag == THREAD_ID) {
                threadId = cursor.text(end);
            } else if (tag == SCHEMA_VERSION) {
                version = SchemaVersion.of((int) cursor.number(end));
            } else {
                cursor.skip(HEADER_FIELDS.field(tag), end);
            }
        }
        highestVersion = Math.max(highestVersion, version);
    }

    private void add(Effect effect) {
        Part part = new Part(tenantId, threadId, effect);
        forgetHeader();
        if (parts.isEmpty()) {
            parts = Set.of(part);
        } else if (!parts.contains(part)) {
            parts = parts.size() == 1 ? new HashSet<>(parts) : parts;
            parts.add(part);
        }
    }

    private void forgetHeader() {
        hasHeader = false;
        tenantId = "";
        threadId = "";
    }
}
