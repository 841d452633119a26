package io.dashstream.core.run;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;

/**
 * A message with what its order in the thread depends on.
 *
 * @param message the message, never a batch
 * @param kind its kind
 * @param header its header
 * @param schema whether its schema version is one that this code knows
 * @param fingerprint what tells it from other messages, and not from copies of itself
 */
record Numbered(DashStreamMessage message, MessageKind kind, Header header, Schema schema, long fingerprint) {

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    enum Schema {
        KNOWN,
        NEWER;

        static Schema of(Header header) {
            return SchemaVersion.of(header) > SchemaVersion.CURRENT ? NEWER : KNOWN;
        }
    }

    static Numbered of(DashStreamMessage message, Schema envelope) {
        Header header = Messages.header(message);
        Schema schema = envelope == Schema.NEWER ? Schema.NEWER : Schema.of(header);
        return new Numbered(message, MessageKind.of(message), header, schema, fingerprintOf(header));
    }

    long sequence() {
        return header.getSequence();
    }

    boolean startsRun() {
        return schema == Schema.KNOWN
                && kind == MessageKind.EVENT
                && message.getEvent().getEventType() == EventType.EVENT_TYPE_GRAPH_START;
    }

    boolean endsRun() {
        return kind == MessageKind.EVENT
                && (message.getEvent().getEventType() == EventType.EVENT_TYPE_GRAPH_END
                        || message.getEvent().getEventType() == EventType.EVENT_TYPE_GRAPH_ERROR);
    }

    int bytes() {
        return message.getSerializedSize();
    }

    /** The id; of a message without one, the time, which a copy shares and another message most likely does not. */
    private static long fingerprintOf(Header header) {
        ByteString id = header.getMessageId();
        if (id.isEmpty()) {
            return mix(mix(MULTIPLIER, header.getTimestampUs()), header.getSequence());
        }
        long hash = id.size();
        int index = 0;
        for (; index + Long.BYTES <= id.size(); index += Long.BYTES) {
            hash = mix(hash, longAt(id, index));
        }
        for (; index < id.size(); index++) {
            hash = mix(hash, id.byteAt(index));
        }
        return hash;
    }

    private static long longAt(ByteString bytes, int offset) {
        long value = 0;
        for (int index = offset; index < offset + Long.BYTES; index++) {
            value = value << Byte.SIZE | (bytes.byteAt(index) & 0xFF);
        }
        return value;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }
}
