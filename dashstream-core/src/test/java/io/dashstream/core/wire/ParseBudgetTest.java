package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.MessageType;
import io.dashstream.core.wire.v1.TokenChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParseBudgetTest {

    private static final int LIMIT = 1024 * 1024;

    /** Scratch space, the content of strings (which protobuf copies up to five times), and the parts. */
    private static final int TIMES_THE_LIMIT = 1 + 5 + ParseBudget.LIMIT_FACTOR;

    static Stream<Arguments> smallOnTheWireLargeOnTheHeap() {
        return Stream.of(
                Arguments.of("events without anything", filled(8, "1200")),
                Arguments.of("events with an empty header", filled(8, "12020a00")),
                Arguments.of("events with an empty attribute", filled(8, "12022200")),
                Arguments.of("events with an unknown field", filled(8, "1203f80101")),
                Arguments.of("events with five unknown fields", filled(8, "120ff80101800201880201900201980201")),
                Arguments.of("empty patch operations", filled(2, "1a00")),
                Arguments.of("empty suggestions", filled(7, "4200")),
                Arguments.of("suggestions of one character", filled(7, "420131")),
                Arguments.of("empty nodes of a trace", filled(9, "2200")),
                Arguments.of("nodes with an empty metadata entry", filled(9, "22025a00")),
                Arguments.of("empty values in an array", field(1, field(4, field(2, filled(6, "0a00"))))),
                Arguments.of("empty arrays in an array", field(1, field(4, field(2, filled(6, "0a023200"))))),
                Arguments.of("maps in an array", field(1, field(4, field(2, filled(6, "0a043a020a00"))))),
                Arguments.of("different attributes", field(1, many(i -> field(4, field(1, text("k" + i)))))),
                Arguments.of("different metrics", field(6, many(i -> field(4, field(1, text("k" + i)))))),
                Arguments.of(
                        "metadata and tags in turn",
                        field(
                                6,
                                many(i ->
                                        concat(field(4, field(1, text("k" + i))), field(5, field(1, text("k" + i))))))),
                Arguments.of("token ids, packed", field(3, field(4, new byte[LIMIT - 100]))),
                Arguments.of("token ids, each with its tag", filled(3, "2001")),
                Arguments.of("node id again and again", filled(1, "1a0131")),
                Arguments.of("message id again and again", field(1, filled(1, "0a0131"))),
                Arguments.of("one unknown number", repeat("f80101")),
                Arguments.of("different unknown numbers", many(i -> tag(1000 + i, WireFormat.WIRETYPE_VARINT, "01"))),
                Arguments.of("different unknown bytes", many(i -> tag(1000 + i, 2, "00"))),
                Arguments.of("one unknown group", repeat("fb01fc01")),
                Arguments.of(
                        "groups with different numbers", many(i -> concat(tag(1000 + i, 3, ""), tag(1000 + i, 4, "")))),
                Arguments.of(
                        "groups full of numbers",
                        many(i -> concat(
                                tag(1000, 3, ""), tag(2000 + i, 0, "01"), tag(3000 + i, 0, "01"), tag(1000, 4, "")))),
                Arguments.of("known fields of another wire type", repeat("08012801")),
                Arguments.of("text, mostly narrow", field(3, field(3, text("a".repeat(LIMIT - 200) + "€")))),
                Arguments.of("text, all wide", field(3, field(3, text("€".repeat(LIMIT / 3 - 100))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallOnTheWireLargeOnTheHeap")
    @DisplayName("CO-11: a small frame becomes no large heap, whatever it is full of")
    void aSmallFrameBecomesNoLargeHeap(String what, byte[] message) {
        assertThat(message.length).isBetween(LIMIT / 2, LIMIT);
        byte[] frame = ZstdBytes.framed(message);
        try (FrameDecoder decoder =
                FrameDecoder.builder().maxMessageBytes(LIMIT).build()) {
            tryToDecode(decoder, frame);

            long allocated = Allocations.during(() -> tryToDecode(decoder, frame));

            assertThat(allocated).as(what).isLessThan((long) TIMES_THE_LIMIT * LIMIT);
        }
    }

    private static void tryToDecode(FrameDecoder decoder, byte[] frame) {
        try {
            decoder.decode(frame);
        } catch (WireException e) {
            assertThat(e.reason()).isIn(WireException.Reason.TOO_COMPLEX, WireException.Reason.NO_KIND);
        }
    }

    @Test
    @DisplayName("CO-11: the largest message that is never walked takes a few megabytes at its worst")
    void theLargestMessageThatIsNeverWalkedTakesAFewMegabytes() {
        byte[] message = new byte[ParseBudget.ALWAYS_ALLOWED_BYTES];
        byte[] events = HexFormat.of().parseHex("12022200".repeat((message.length - 4) / 4));
        byte[] frame = ZstdBytes.concat(new byte[1], field(8, events));
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            tryToDecode(decoder, frame);

            assertThat(Allocations.during(() -> tryToDecode(decoder, frame))).isLessThan(3_000_000);
        }
    }

    @Test
    @DisplayName("What the encoder lets through the decoder takes, and what is too complex is refused at both ends")
    void encoderAndDecoderAgree() {
        DashStreamMessage few = batchOf(7_000);
        DashStreamMessage many = batchOf(30_000);
        assertThat(many.getSerializedSize()).isLessThan(WireLimits.MAX_MESSAGE_BYTES_DEFAULT);
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            assertThat(decoder.decode(encoder.encode(few).bytes())
                            .getEventBatch()
                            .getEventsCount())
                    .isEqualTo(7_000);
            assertThat(reasonOf(() -> encoder.encode(many))).isEqualTo(WireException.Reason.TOO_COMPLEX);
            assertThat(reasonOf(() -> decoder.decode(ZstdBytes.concat(new byte[1], many.toByteArray()))))
                    .isEqualTo(WireException.Reason.TOO_COMPLEX);
        }
    }

    @Test
    @DisplayName("What models and graphs really send is far from the budget")
    void realMessagesAreFarFromTheBudget() {
        DashStreamMessage logprobs = DashStreamMessage.newBuilder()
                .setTokenChunk(TokenChunk.newBuilder()
                        .addAllLogprobs(
                                IntStream.range(0, 200_000).mapToObj(i -> -0.5f).toList())
                        .addAllTokenIds(IntStream.range(0, 200_000).boxed().toList()))
                .build();
        DashStreamMessage state = TestMessages.event(
                EventType.EVENT_TYPE_GRAPH_START,
                1,
                event -> event.putAttributes(
                        Messages.INITIAL_STATE_ATTRIBUTE, AttributeValues.of("日".repeat(3_000_000))));
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            assertThat(decoder.decode(encoder.encode(logprobs).bytes())
                            .getTokenChunk()
                            .getLogprobsCount())
                    .isEqualTo(200_000);
            assertThat(Messages.carriesState(
                            decoder.decode(encoder.encode(state).bytes())))
                    .isTrue();
        }
    }

    private static WireException.Reason reasonOf(Runnable work) {
        try {
            work.run();
        } catch (WireException e) {
            return e.reason();
        }
        throw new AssertionError("nothing was refused");
    }

    private static DashStreamMessage batchOf(int events) {
        EventBatch.Builder batch = EventBatch.newBuilder()
                .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_EVENT_BATCH, Sequences.NONE));
        for (int i = 0; i < events; i++) {
            batch.addEvents(typicalEvent(i));
        }
        return DashStreamMessage.newBuilder().setEventBatch(batch).build();
    }

    private static Event typicalEvent(int sequence) {
        return TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_END, sequence, event -> {
            event.getHeaderBuilder().setParentId(ByteString.copyFrom(new byte[16]));
            event.setNodeId("plan").setDurationUs(1234);
            for (int i = 0; i < 6; i++) {
                event.putAttributes("attribute_" + i, AttributeValues.of("a value of " + sequence));
            }
        });
    }

    private static byte[] filled(int number, String unit) {
        return field(number, repeat(unit));
    }

    private static byte[] repeat(String unit) {
        return HexFormat.of().parseHex(unit.repeat((LIMIT - 100) * 2 / unit.length()));
    }

    /** As many different parts as fit. */
    private static byte[] many(IntFunction<byte[]> part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; out.size() < LIMIT - 100; i++) {
            out.writeBytes(part.apply(i));
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return ByteString.copyFromUtf8(text).toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        return ZstdBytes.concat(parts);
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.writeByteArray(number, content);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] tag(int number, int wireType, String rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.writeTag(number, wireType);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.writeBytes(HexFormat.of().parseHex(rest));
        return out.toByteArray();
    }
}
