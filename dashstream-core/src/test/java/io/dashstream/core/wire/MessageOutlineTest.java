package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.dashstream.core.wire.MessageOutline.Effect;
import io.dashstream.core.wire.MessageOutline.Part;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MessageType;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageOutlineTest {

    /** A header with tenant a and thread b. */
    private static final String HEADER = "0a06" + "1a0161" + "220162";

    static Stream<FieldDescriptor> kindFields() {
        return TestMessages.kindFields().stream();
    }

    static Stream<Arguments> ordinary() {
        return GoldenMessages.plain().entrySet().stream()
                .filter(golden -> !golden.getKey().equals("event-graph-start"))
                .filter(golden -> !golden.getKey().equals("unknown-field"))
                .map(golden -> Arguments.of(golden.getKey(), golden.getValue()));
    }

    /** Encoded messages that no encoder of this schema writes, each inside an event if not said otherwise. */
    static Stream<Arguments> extraordinary() {
        return Stream.of(
                Arguments.of("no message", ""),
                Arguments.of("no kind that is known", "5200"),
                Arguments.of("an empty event", "0a00"),
                Arguments.of("two kinds", kind(1, HEADER) + kind(2, HEADER)),
                Arguments.of("a kind that comes twice, each with a part", kind(1, HEADER) + kind(1, "100a")),
                Arguments.of("a kind as a number", "0801"),
                Arguments.of("a kind cut short", "0a08" + HEADER.substring(2)),
                Arguments.of("bytes behind the kind", kind(1, HEADER) + "00"),
                Arguments.of("two headers, which are merged", kind(1, HEADER + "0a03220163")),
                Arguments.of("a thread id that comes twice", kind(1, "0a06220162220163")),
                Arguments.of("a version that comes twice", kind(1, "0a0448034801")),
                Arguments.of("a version of five bytes", kind(1, "0a0648ffffffff0f")),
                Arguments.of("a version of ten bytes", kind(1, "0a0b4881808080808080808001")),
                Arguments.of("a version that does not end", kind(1, "0a0c48ffffffffffffffffffff01")),
                Arguments.of("a thread id as a number", kind(1, "0a022001")),
                Arguments.of("a thread id that is no text", kind(1, "0a032201ff")),
                Arguments.of("a long thread id that is no text", kind(1, "0a0c220a61616161616161616180")),
                Arguments.of("a node id that is no text", kind(1, HEADER + "1a02c328")),
                Arguments.of("an attribute's name that is no text", kind(1, HEADER + "22050a01ff1200")),
                Arguments.of("an attribute's value that is no text", kind(1, HEADER + "22080a01611203" + "0a01ff")),
                Arguments.of("an attribute without name and value", kind(1, HEADER + "2200")),
                Arguments.of("an attribute that reaches too far", kind(1, HEADER + "22050a016112")),
                Arguments.of("a message id that reaches beyond its header", kind(1, "0a060adc00220162" + "1a026162")),
                Arguments.of("a length of five bytes", kind(1, HEADER + "1a8180808000" + "61")),
                Arguments.of("a length below zero", kind(1, HEADER + "1affffffffffffffffff01")),
                Arguments.of("a tag of two bytes for a number below 16", kind(1, HEADER + "9a000161")),
                Arguments.of("a field that is not known", kind(1, HEADER + "3a0161")),
                Arguments.of("a group that is not known", kind(1, HEADER + "3b3c")),
                Arguments.of("a group that does not end", kind(1, HEADER + "3b")),
                Arguments.of("an end of a group", kind(1, HEADER + "3c")),
                Arguments.of("a tag without a number", kind(1, HEADER + "02")),
                Arguments.of("an event type that comes twice", kind(1, HEADER + "10011002")),
                Arguments.of("a start without a state", kind(1, HEADER + "1001")),
                Arguments.of("a start by a type of 64 bits", kind(1, HEADER + "108180808010")),
                Arguments.of("a full state that is taken back", kind(2, HEADER + "2a01312a00")),
                Arguments.of("an operation with a half number", kind(2, HEADER + "1a0208ff")),
                Arguments.of("token ids that are not packed", kind(3, HEADER + "20012002")),
                Arguments.of("packed token ids with a half one", kind(3, HEADER + "220201ff")),
                Arguments.of("packed probabilities with a half one", kind(3, HEADER + "2a050000000000")),
                Arguments.of("packed probabilities", kind(3, HEADER + "2a080000000000000000")),
                Arguments.of("a ratio with a half number", kind(5, HEADER + "3a03250000")),
                Arguments.of("two envelopes", kind(8, HEADER + "0a0248020a024801")),
                Arguments.of("an envelope behind its events", kind(8, "12040a0248030a024802")),
                Arguments.of("a batch in which a run starts", kind(8, HEADER + "12021001")),
                Arguments.of("arrays nested forty deep", kind(1, HEADER + nested(40))),
                Arguments.of("arrays nested as deep as the parser goes", kind(1, HEADER + nested(90))),
                Arguments.of("arrays nested too deep", kind(1, HEADER + nested(120))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ordinary")
    @DisplayName("An ordinary message is looked through without being built, and the outline is that of the message")
    void anOrdinaryMessageIsLookedThrough(String name, DashStreamMessage message) {
        byte[] bytes = message.toByteArray();

        assertThat(OutlineScan.of(bytes, 0, bytes.length)).contains(MessageOutline.of(message));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extraordinary")
    @DisplayName("Whatever is unusual or wrong about a message, the outline is what decoding says")
    void theOutlineIsWhatDecodingSays(String what, String hex) {
        byte[] frame = HexFormat.of().parseHex("00" + hex);
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            assertThat(outcome(() -> decoder.outline(frame)))
                    .isEqualTo(outcome(() -> MessageOutline.of(decoder.decode(frame))));
        }
    }

    @Test
    @DisplayName("A text is read with all its characters, wherever the first wide one stands")
    void aTextIsReadWithAllItsCharacters() {
        for (int before = 0; before < 20; before++) {
            String thread = "t".repeat(before) + "日本" + "t".repeat(20 - before);
            byte[] bytes = TestMessages.ofKind(
                            TestMessages.kindFields().get(0),
                            Header.newBuilder().setThreadId(thread).build())
                    .toByteArray();

            assertThat(OutlineScan.of(bytes, 0, bytes.length).orElseThrow().parts())
                    .containsExactly(new Part("", thread, Effect.NONE));
        }
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-10: a newer version is seen in every kind of message")
    void aNewerVersionIsSeenInEveryKind(FieldDescriptor kind) {
        byte[] frame = framed(TestMessages.ofKind(
                kind, Header.newBuilder().setSchemaVersion(2).build()));
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            MessageOutline outline = decoder.outline(frame);

            assertThat(outline.schemaVersion()).isEqualTo(2);
            assertThat(outline.isSupported()).isFalse();
        }
    }

    @Test
    @DisplayName("A batch has one part for all events of a thread, and one for each other thread or effect")
    void aBatchHasAPartForEachThreadAndEffect() {
        byte[] frame = framed(TestMessages.batch(
                of("a", EventType.EVENT_TYPE_NODE_START),
                of("a", EventType.EVENT_TYPE_NODE_END),
                of("b", EventType.EVENT_TYPE_NODE_END),
                of("c", EventType.EVENT_TYPE_NODE_END)));
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            assertThat(decoder.outline(frame).parts())
                    .isEqualTo(Set.of(
                            new Part("", "a", Effect.NONE),
                            new Part("", "b", Effect.NONE),
                            new Part("", "c", Effect.NONE)));
        }
    }

    @Test
    @DisplayName("A patch changes a state; a full state, a checkpoint and a start with a state say it whole")
    void whatAMessageDoesToAState() {
        Map<String, DashStreamMessage> golden = GoldenMessages.plain();

        assertThat(effect(golden.get("state-diff"))).isEqualTo(Effect.CHANGE);
        assertThat(effect(golden.get("state-diff-full-state"))).isEqualTo(Effect.WHOLE);
        assertThat(effect(golden.get("checkpoint"))).isEqualTo(Effect.WHOLE);
        assertThat(effect(golden.get("event-graph-start"))).isEqualTo(Effect.WHOLE);
        assertThat(effect(golden.get("event-node-start"))).isEqualTo(Effect.NONE);
    }

    @Test
    @DisplayName("CO-11: looking through a large state allocates next to nothing")
    void lookingThroughALargeStateAllocatesNextToNothing() {
        byte[] bytes = DashStreamMessage.newBuilder()
                .setStateDiff(StateDiff.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_STATE_DIFF, 1))
                        .setFullState(ByteString.copyFrom(new byte[1_000_000])))
                .build()
                .toByteArray();
        OutlineScan.of(bytes, 0, bytes.length);

        assertThat(Allocations.during(() -> OutlineScan.of(bytes, 0, bytes.length)))
                .isLessThan(10_000);
    }

    private static Event of(String thread, EventType type) {
        return Event.newBuilder()
                .setHeader(Header.newBuilder().setThreadId(thread))
                .setEventType(type)
                .build();
    }

    private static Effect effect(DashStreamMessage message) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return decoder.outline(framed(message)).parts().iterator().next().effect();
        }
    }

    private static byte[] framed(DashStreamMessage message) {
        return ZstdBytes.concat(new byte[] {Framing.PLAIN}, message.toByteArray());
    }

    /** What came out: an outline, or the reason why there is none. */
    private static Object outcome(Supplier<MessageOutline> work) {
        try {
            return work.get();
        } catch (WireException e) {
            return e.reason() + " at " + e.position() + ": " + e.getMessage();
        }
    }

    private static String kind(int number, String content) {
        return delimited(number, content);
    }

    /** An attribute whose value is an array in an array and so on. */
    private static String nested(int depth) {
        String value = "";
        for (int i = 0; i < depth; i++) {
            value = delimited(6, delimited(1, value));
        }
        return delimited(4, delimited(2, value));
    }

    private static String delimited(int number, String content) {
        int length = content.length() / 2;
        String varint = length < 0x80
                ? String.format("%02x", length)
                : String.format("%02x%02x", (length & 0x7f) | 0x80, length >> 7);
        return String.format("%02x", number << 3 | 2) + varint + content;
    }
}
