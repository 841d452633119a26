package io.dashstream.replay.reader;

import com.github.luben.zstd.Zstd;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.replay.store.Readability;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Every way in which a value can be no message (KA-04's list), and one that is. */
enum Poison {
    NULL(Readability.NO_VALUE),
    EMPTY(Readability.UNDECODABLE),
    OVERSIZED(Readability.OVERSIZED),
    BAD_FIRST_BYTE(Readability.UNDECODABLE),
    BAD_ZSTD(Readability.UNDECODABLE),
    BAD_PROTOBUF(Readability.UNDECODABLE),
    NEWER_SCHEMA(Readability.NEWER_SCHEMA);

    /** In every value that has room for it, so that tests can look whether it leaks. */
    static final String SECRET = "sk-proj-very-secret-0123456789";

    private final Readability readability;

    Poison(Readability readability) {
        this.readability = readability;
    }

    Readability readability() {
        return readability;
    }

    /** A Kafka value that is wrong in this way. */
    byte @Nullable [] value() {
        return switch (this) {
            case NULL -> null;
            case EMPTY -> new byte[0];
            case OVERSIZED -> oversized(ScriptedCluster.MAX_MESSAGE_BYTES + 1);
            case BAD_FIRST_BYTE -> ("?" + SECRET).getBytes(StandardCharsets.UTF_8);
            case BAD_ZSTD -> ("\u0001" + SECRET).getBytes(StandardCharsets.UTF_8);
            case BAD_PROTOBUF -> ("\u0000\u007f" + SECRET).getBytes(StandardCharsets.UTF_8);
            case NEWER_SCHEMA -> message(SchemaVersion.CURRENT + 1);
        };
    }

    /** A compressed value that is small in Kafka and larger than allowed when it is unpacked. */
    static byte[] oversized(int bytes) {
        byte[] text = new byte[bytes];
        byte[] packed = Zstd.compress(text);
        byte[] framed = new byte[packed.length + 1];
        framed[0] = 1;
        System.arraycopy(packed, 0, framed, 1, packed.length);
        return framed;
    }

    static byte[] readable() {
        return message(SchemaVersion.CURRENT);
    }

    private static byte[] message(int schemaVersion) {
        Event event = Event.newBuilder()
                .setHeader(Header.newBuilder()
                        .setTenantId("tenant")
                        .setThreadId("thread")
                        .setSequence(1)
                        .setSchemaVersion(schemaVersion))
                .setEventType(EventType.EVENT_TYPE_GRAPH_START)
                .build();
        try (FrameEncoder encoder = FrameEncoder.builder().build()) {
            return encoder.encode(DashStreamMessage.newBuilder().setEvent(event).build())
                    .bytes();
        }
    }
}
