package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.dashstream.core.wire.WireException.Reason;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.MessageType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final int MB = 1_000_000;
    private static final DashStreamMessage MESSAGE =
            TestMessages.event(EventType.EVENT_TYPE_NODE_START, 1, event -> event.setNodeId("plan ".repeat(100)));

    private final FrameDecoder strict = FrameDecoder.strict();
    private final FrameDecoder lenient =
            FrameDecoder.builder().mode(FrameDecoder.Mode.LENIENT).build();

    @AfterEach
    void close() {
        strict.close();
        lenient.close();
    }

    @Test
    void aRecordWithoutAValueAndAnEmptyOneAreRefused() {
        assertThat(refusal(strict, null)).hasMessage("the record has no value");
        assertThat(refusal(strict, new byte[0])).hasMessage("the record's value has no bytes");
        assertThat(refusal(lenient, new byte[0]).reason()).isEqualTo(Reason.EMPTY);
    }

    @Test
    @DisplayName("CO-18: strict decoding refuses every first byte but 00 and 01, by name")
    void strictDecodingRefusesEveryOtherFirstByteByName() {
        for (int first = 2; first <= 0xFF; first++) {
            byte[] value = MESSAGE.toByteString().toByteArray();
            value[0] = (byte) first;

            WireException refusal = refusal(strict, value);

            assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_FRAMING);
            assertThat(refusal)
                    .hasMessage(String.format("the first byte is 0x%02x; strict decoding takes 0x00 and 0x01", first));
            assertThat(refusal.position()).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {2, 3, 4, 5, 6, 7})
    @DisplayName("CO-18: no mode takes a first byte from 02 to 07")
    void noModeTakesAFirstByteFrom02To07(byte first) {
        byte[] value = ZstdBytes.concat(new byte[] {first}, MESSAGE.toByteArray());

        assertThat(refusal(lenient, value).reason()).isEqualTo(Reason.UNKNOWN_FRAMING);
        assertThat(refusal(lenient, value)).hasMessageContaining("0x0" + first);
    }

    @Test
    @DisplayName("CO-18: older framings are taken on demand only")
    void olderFramingsAreTakenOnDemandOnly() {
        byte[] unframed = MESSAGE.toByteArray();
        byte[] bareZstd = ZstdBytes.bare(unframed, true);

        assertThat(lenient.decode(unframed)).isEqualTo(MESSAGE);
        assertThat(lenient.decode(bareZstd)).isEqualTo(MESSAGE);
        assertThat(refusal(strict, unframed).reason()).isEqualTo(Reason.UNKNOWN_FRAMING);
        assertThat(refusal(strict, bareZstd).reason()).isEqualTo(Reason.UNKNOWN_FRAMING);
    }

    @ParameterizedTest
    @EnumSource(FrameDecoder.Mode.class)
    void bothModesTakeBothFramings(FrameDecoder.Mode mode) {
        FrameDecoder decoder = mode == FrameDecoder.Mode.STRICT ? strict : lenient;

        assertThat(decoder.decode(plain(MESSAGE))).isEqualTo(MESSAGE);
        assertThat(decoder.decode(ZstdBytes.framed(MESSAGE.toByteArray()))).isEqualTo(MESSAGE);
    }

    @Test
    @DisplayName(
            "CO-11: a frame without a content size is refused when strict and inflated within the limit when lenient")
    void aFrameWithoutAContentSize() {
        byte[] value = ZstdBytes.concat(new byte[] {1}, ZstdBytes.bare(MESSAGE.toByteArray(), false));
        byte[] bomb = ZstdBytes.concat(new byte[] {1}, ZstdBytes.bare(new byte[50 * MB], false));

        assertThat(refusal(strict, value).reason()).isEqualTo(Reason.UNKNOWN_CONTENT_SIZE);
        assertThat(lenient.decode(value)).isEqualTo(MESSAGE);
        assertThat(bomb).hasSizeLessThan(6_000);
        assertThat(allocatedToRefuse(lenient, bomb, Reason.TOO_LARGE))
                .isLessThan(WireLimits.MAX_MESSAGE_BYTES_DEFAULT + MB);
    }

    @Test
    @DisplayName("CO-11: a small frame that declares 50 MB is refused before anything is allocated")
    void aSmallFrameThatDeclares50MegabytesIsRefused() {
        byte[] bomb = ZstdBytes.framed(new byte[50 * MB]);
        assertThat(bomb).hasSizeLessThan(6_000);

        for (FrameDecoder decoder : List.of(strict, lenient)) {
            assertThat(allocatedToRefuse(decoder, bomb, Reason.TOO_LARGE)).isLessThan(MB);
            assertThat(refusal(decoder, bomb))
                    .hasMessage("the zstd frame declares 50000000 bytes of content; at most 10485760 are allowed"
                            + " (maxMessageBytes)");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10_485_761, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1})
    @DisplayName("CO-11: declared sizes of up to 2^64 are compared unsigned and without overflow")
    void hugeDeclaredSizesAreTooLarge(long declared) {
        byte[] value = ZstdBytes.concat(new byte[] {1}, ZstdBytes.runs(declared, 10));

        assertThat(refusal(strict, value).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(strict, value)).hasMessageContaining(Long.toUnsignedString(declared));
    }

    @Test
    @DisplayName("CO-11: a frame that declares more than its blocks can hold is refused before anything is allocated")
    void aFrameThatDeclaresMoreThanItCanHold() {
        byte[] value = ZstdBytes.concat(new byte[] {1}, ZstdBytes.runs(10 * MB, 100_000, 100_000));

        assertThat(allocatedToRefuse(strict, value, Reason.CONTENT_SIZE_MISMATCH))
                .isLessThan(MB);
        assertThat(refusal(strict, value))
                .hasMessage("the zstd frame declares 10000000 bytes of content; its blocks hold at most 200000");
    }

    @Test
    @DisplayName("CO-11: a frame that declares less than it holds is refused")
    void aFrameThatDeclaresLessThanItHolds() {
        byte[] value = ZstdBytes.concat(new byte[] {1}, ZstdBytes.runs(5, 10));

        assertThat(refusal(strict, value).reason()).isEqualTo(Reason.CONTENT_SIZE_MISMATCH);
    }

    @Test
    @DisplayName("CO-11: any other size than the true one in a real frame is refused")
    void anyOtherSizeInARealFrameIsRefused() {
        byte[] value = ZstdBytes.framed(MESSAGE.toByteArray());
        int truth = MESSAGE.getSerializedSize();
        assertThat(value[5]).as("two-byte content size").isEqualTo((byte) 0x60);
        for (int lie = 256; lie < 5_000; lie++) {
            if (lie != truth) {
                value[6] = (byte) (lie - 256);
                value[7] = (byte) ((lie - 256) >> 8);
                assertThat(refusal(strict, value).reason())
                        .isIn(Reason.CONTENT_SIZE_MISMATCH, Reason.MALFORMED_COMPRESSION);
            }
        }
    }

    @Test
    @DisplayName("CO-11: two frames in one record are refused, whatever the first declares")
    void twoFramesInOneRecordAreRefused() {
        byte[] one = ZstdBytes.bare(MESSAGE.toByteArray(), true);
        byte[] two = ZstdBytes.concat(new byte[] {1}, one, one);

        for (FrameDecoder decoder : List.of(strict, lenient)) {
            WireException refusal = refusal(decoder, two);
            assertThat(refusal.reason()).isEqualTo(Reason.TRAILING_BYTES);
            assertThat(refusal.position()).hasValue(1 + one.length);
        }
        assertThat(refusal(lenient, ZstdBytes.concat(one, one)).reason()).isEqualTo(Reason.TRAILING_BYTES);
    }

    @Test
    void oneByteBehindTheFrameIsRefused() {
        byte[] value = ZstdBytes.concat(ZstdBytes.framed(MESSAGE.toByteArray()), new byte[1]);

        assertThat(refusal(strict, value).reason()).isEqualTo(Reason.TRAILING_BYTES);
    }

    @Test
    void everyFrameThatIsCutShortIsRefused() {
        byte[] zstd = ZstdBytes.framed(MESSAGE.toByteArray());
        for (int length = 1; length < zstd.length; length++) {
            assertThat(refusal(strict, Arrays.copyOf(zstd, length)).reason()).isEqualTo(Reason.MALFORMED_COMPRESSION);
        }
        byte[] plain = plain(MESSAGE);
        for (int length = 2; length < plain.length; length++) {
            assertThat(refusal(strict, Arrays.copyOf(plain, length)).reason()).isEqualTo(Reason.MALFORMED_MESSAGE);
        }
    }

    @Test
    void aMessageOfNoKindIsRefused() {
        byte[] kindOfTheFuture = {0, 0x52, 0};

        assertThat(refusal(strict, new byte[] {0}).reason()).isEqualTo(Reason.NO_KIND);
        assertThat(refusal(strict, kindOfTheFuture).reason()).isEqualTo(Reason.NO_KIND);
        assertThat(refusal(strict, ZstdBytes.framed(new byte[0])).reason()).isEqualTo(Reason.NO_KIND);
    }

    @Test
    @DisplayName("CO-18: a stray end-group tag does not end a message early and unnoticed")
    void aStrayEndGroupTagIsRefused() {
        byte[] value = ZstdBytes.concat(plain(MESSAGE), new byte[] {0x0C, 'j', 'u', 'n', 'k'});

        assertThat(refusal(strict, value).reason()).isEqualTo(Reason.MALFORMED_MESSAGE);
    }

    @Test
    void invalidUtf8IsRefusedWithItsPlace() {
        byte[] value = plain(TestMessages.nodeStart("plan", 1));
        value[value.length - 1] = (byte) 0xFF;

        WireException refusal = refusal(strict, value);

        assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED_MESSAGE);
        int startOfNodeId = value.length - 1 - "plan".length();
        assertThat(refusal.position()).hasValue(startOfNodeId);
        assertThat(refusal).hasMessageStartingWith("not a protobuf message, at byte " + startOfNodeId + " after");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2_000, 100_000})
    @DisplayName("CO-18: values nested deeper than protobuf allows are refused, and end no thread by its stack")
    void nestingBeyondProtobufsLimitIsRefused(int levels) {
        ByteString arrays = field(1, field(4, field(2, nested(levels))));
        byte[] groups = new byte[levels];
        Arrays.fill(groups, (byte) 0x53);

        assertThat(refusal(strict, ZstdBytes.concat(new byte[1], arrays.toByteArray()))
                        .reason())
                .isEqualTo(Reason.MALFORMED_MESSAGE);
        assertThat(refusal(strict, ZstdBytes.concat(new byte[1], groups)).reason())
                .isEqualTo(Reason.MALFORMED_MESSAGE);
    }

    /** Arrays in arrays, built from the inside out in one buffer, as lengths come before what they measure. */
    private static ByteString nested(int levels) {
        byte[] buffer = new byte[levels * 12];
        int at = buffer.length;
        for (int i = 0; i < 2 * levels; i++) {
            int length = buffer.length - at;
            int start = at - 1 - CodedOutputStream.computeUInt32SizeNoTag(length);
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(buffer, start, at - start);
                out.writeTag(i % 2 == 0 ? 1 : 6, 2);
                out.writeUInt32NoTag(length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            at = start;
        }
        return ByteString.copyFrom(buffer, at, buffer.length - at);
    }

    @ParameterizedTest
    @EnumSource(FrameDecoder.Mode.class)
    @DisplayName(
            "CO-12: one byte below the limit, at it and above it, plain and compressed: the same verdict at encoder and decoder")
    void theBoundaryIsTheSameEverywhere(FrameDecoder.Mode mode) {
        int limit = 50_000;
        try (FrameDecoder decoder =
                        FrameDecoder.builder().mode(mode).maxMessageBytes(limit).build();
                FrameEncoder encoder = FrameEncoder.builder()
                        .maxMessageBytes(limit)
                        .compressionThresholdBytes(Integer.MAX_VALUE)
                        .build()) {
            for (int bytes = limit - 1; bytes <= limit + 1; bytes++) {
                DashStreamMessage message = checkpointOf(bytes);
                List<byte[]> values = new ArrayList<>(List.of(plain(message), ZstdBytes.framed(message.toByteArray())));
                if (mode == FrameDecoder.Mode.LENIENT) {
                    values.add(message.toByteArray());
                    values.add(ZstdBytes.bare(message.toByteArray(), true));
                    values.add(ZstdBytes.bare(message.toByteArray(), false));
                    values.add(ZstdBytes.concat(new byte[] {1}, ZstdBytes.bare(message.toByteArray(), false)));
                }
                for (byte[] value : values) {
                    if (bytes <= limit) {
                        assertThat(decoder.decode(value)).isEqualTo(message);
                    } else {
                        assertThat(refusal(decoder, value).reason()).isEqualTo(Reason.TOO_LARGE);
                    }
                }
                assertThat(encoder.fits(message)).isEqualTo(bytes <= limit);
            }
        }
    }

    @Test
    @DisplayName("CO-12: a record far too large is refused by its length alone, plain, compressed or unframed")
    void aRecordFarTooLargeIsRefusedByItsLength() {
        byte[] value = new byte[100 * MB];
        for (byte first : new byte[] {0, 1, 0x0A}) {
            value[0] = first;
            assertThat(allocatedToRefuse(lenient, value, Reason.TOO_LARGE)).isLessThan(100_000);
        }
    }

    @Test
    @DisplayName("CO-14: every refusal's text is short, whatever the value")
    void everyRefusalsTextIsShort() {
        byte[] junk = new byte[5 * MB];
        Arrays.fill(junk, (byte) 'x');
        for (int first = 0; first <= 0xFF; first++) {
            junk[0] = (byte) first;
            assertThat(refusal(lenient, junk).getMessage()).hasSizeLessThan(1000);
        }
    }

    @Test
    void aDecoderCanBeUsedAgainAfterItWasClosed() {
        byte[] value = ZstdBytes.framed(MESSAGE.toByteArray());
        strict.decode(value);
        strict.close();

        assertThat(strict.decode(value)).isEqualTo(MESSAGE);
    }

    @Test
    @DisplayName("What was decoded stays as it is when the decoder goes on and when the record's bytes are overwritten")
    void decodedMessagesKeepNothingOfTheDecoder() {
        byte[] value = plain(MESSAGE);
        DashStreamMessage fromPlain = strict.decode(value);
        DashStreamMessage fromZstd = strict.decode(ZstdBytes.framed(MESSAGE.toByteArray()));

        Arrays.fill(value, (byte) 0);
        strict.decode(ZstdBytes.framed(checkpointOf(MESSAGE.getSerializedSize()).toByteArray()));

        assertThat(fromPlain).isEqualTo(MESSAGE);
        assertThat(fromZstd).isEqualTo(MESSAGE);
    }

    @Test
    void theLimitIsCheckedWhenTheDecoderIsBuilt() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> FrameDecoder.builder().maxMessageBytes(0).build())
                .withMessage("maxMessageBytes is 0; allowed are 1024 to 1073741824");
    }

    private static WireException refusal(FrameDecoder decoder, byte[] value) {
        try {
            DashStreamMessage decoded = decoder.decode(value);
            throw new AssertionError("decoded to a message of " + decoded.getSerializedSize() + " bytes");
        } catch (WireException e) {
            return e;
        }
    }

    private static long allocatedToRefuse(FrameDecoder decoder, byte[] value, Reason expected) {
        refusal(decoder, value);
        WireException[] refusal = new WireException[1];
        long allocated = Allocations.during(() -> refusal[0] = refusal(decoder, value));
        assertThat(refusal[0].reason()).isEqualTo(expected);
        return allocated;
    }

    private static byte[] plain(DashStreamMessage message) {
        return ZstdBytes.concat(new byte[1], message.toByteArray());
    }

    /** A checkpoint whose encoding has exactly so many bytes. */
    private static DashStreamMessage checkpointOf(int bytes) {
        for (int length = Math.max(0, bytes - 200); length <= bytes; length++) {
            DashStreamMessage message = DashStreamMessage.newBuilder()
                    .setCheckpoint(Checkpoint.newBuilder()
                            .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_CHECKPOINT, 1))
                            .setState(ByteString.copyFrom(new byte[length])))
                    .build();
            if (message.getSerializedSize() == bytes) {
                return message;
            }
        }
        throw new AssertionError("no checkpoint of " + bytes + " bytes");
    }

    private static ByteString field(int number, ByteString content) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(content)
                                .build())
                .build()
                .toByteString();
    }
}
