package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dashstream.core.wire.EncodedFrame.Compression;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.testing.Property;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a message weighs is known before it is encoded, and one that is too large is refused for next to nothing. */
class MessageSizeTest {

    private final FrameEncoder encoder = FrameEncoder.builder().build();
    private final FrameDecoder decoder = FrameDecoder.strict();

    @AfterEach
    void close() {
        encoder.close();
        decoder.close();
    }

    @Test
    @DisplayName("CO-13: the size verdict is that of the real encoding, for any text, at every limit around it")
    void theSizeVerdictIsThatOfTheRealEncoding() {
        Property.check("fits(m) exactly when its encoding is within the limit", 300, (random, size) -> {
            DashStreamMessage message = randomMessage(random, size);
            int bytes = CompressionFlag.set(message, CompressionType.COMPRESSION_NONE)
                    .toByteArray()
                    .length;
            for (int limit = Math.max(1024, bytes - 3); limit <= Math.max(1024, bytes + 3); limit++) {
                try (FrameEncoder limited =
                                FrameEncoder.builder().maxMessageBytes(limit).build();
                        FrameDecoder reader =
                                FrameDecoder.builder().maxMessageBytes(limit).build()) {
                    assertThat(limited.fits(message)).isEqualTo(bytes <= limit);
                    if (bytes <= limit) {
                        EncodedFrame frame = limited.encode(message);
                        assertThat(frame.messageBytes()).isLessThanOrEqualTo(limit);
                        reader.decode(frame.bytes());
                    } else {
                        assertThatExceptionOfType(FrameTooLargeException.class)
                                .isThrownBy(() -> limited.encode(message))
                                .satisfies(e -> assertThat(e.messageBytes()).isEqualTo(bytes));
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("CO-13: text that is not Unicode is written as a question mark, and its size is known before")
    void textThatIsNotUnicodeIsWrittenAsAQuestionMark() {
        EncodedFrame frame = encoder.encode(TestMessages.withText("a\uD800b"));

        assertThat(decoder.decode(frame.bytes())).isEqualTo(TestMessages.withText("a?b"));
        assertThat(frame.messageBytes()).isEqualTo(frame.bytes().length - 1);
    }

    @Test
    @DisplayName("CO-13: a batch that only the flags make too large is sent plain")
    void aBatchThatOnlyTheFlagsMakeTooLargeIsSentPlain() {
        Event[] events = IntStream.range(0, 100)
                .mapToObj(i -> TestMessages.withText("x").getEvent())
                .toArray(Event[]::new);
        DashStreamMessage batch = TestMessages.batch(events);
        try (FrameEncoder tight = FrameEncoder.builder()
                .maxMessageBytes(batch.getSerializedSize())
                .build()) {
            EncodedFrame frame = tight.encode(batch);

            assertThat(frame.outcome()).isEqualTo(Compression.NONE);
            assertThat(encoder.encode(batch).outcome()).isEqualTo(Compression.ZSTD);
            assertThat(frame.messageBytes()).isEqualTo(batch.getSerializedSize());
        }
    }

    @Test
    @DisplayName("CO-14: refusing a message of 200 MB allocates next to nothing and says so in few words")
    void refusingAHugeMessageIsCheap() {
        DashStreamMessage huge = TestMessages.withText("x".repeat(200_000_000));
        WireException[] refusal = new WireException[1];

        long allocated = Allocations.during(() -> refusal[0] = refusal(huge));

        assertThat(allocated).isLessThan(1_000_000);
        assertThat(refusal[0])
                .hasMessage("a message of kind event has " + huge.getSerializedSize()
                        + " bytes; at most 10485760 are allowed (maxMessageBytes)");
        assertThat(((FrameTooLargeException) refusal[0]).limit()).isEqualTo(10_485_760);
        assertThat(refusal[0].reason()).isEqualTo(WireException.Reason.TOO_LARGE);
    }

    @Test
    @DisplayName("CO-14: refusing a map of a million keys allocates at most four times the limit")
    void refusingAHugeMapIsCheap() {
        DashStreamMessage huge = TestMessages.event(EventType.EVENT_TYPE_NODE_START, 1, event -> {
            for (int i = 0; i < 1_000_000; i++) {
                event.putAttributes("key number " + i, AttributeValues.of(i));
            }
        });

        WireException[] refusal = new WireException[1];

        long allocated = Allocations.during(() -> refusal[0] = refusal(huge));

        assertThat(refusal[0]).isInstanceOf(FrameTooLargeException.class).hasMessageContaining(" or more bytes");
        assertThat(allocated).isLessThan(4L * WireLimits.MAX_MESSAGE_BYTES_DEFAULT);
        assertThat(encoder.fits(huge)).isFalse();
    }

    private WireException refusal(DashStreamMessage message) {
        try {
            throw new AssertionError("encoded to " + encoder.encode(message));
        } catch (WireException e) {
            return e;
        }
    }

    private static DashStreamMessage randomMessage(RandomGenerator random, int size) {
        DashStreamMessage one = TestMessages.withText(text(random, random.nextInt(size * 60), random.nextBoolean()));
        return switch (random.nextInt(4)) {
            case 0 -> one;
            case 1 -> TestMessages.withFlag(one, CompressionType.COMPRESSION_ZSTD);
            case 2 ->
                TestMessages.batch(one.getEvent(), TestMessages.withText("x").getEvent());
            default ->
                TestMessages.event(EventType.EVENT_TYPE_NODE_START, 1, event -> {
                    for (int i = 0; i < size * 4; i++) {
                        event.putAttributes("é" + i, AttributeValues.ofJava(Map.of("", random.nextInt(3))));
                    }
                });
        };
    }

    /** Control characters, characters of one to four bytes, or digits; either the same again and again, or random. */
    private static String text(RandomGenerator random, int length, boolean compressible) {
        int[] alphabet = {'\u0001', '7', 'é', '日', 0x1F600, 'x'};
        int first = alphabet[random.nextInt(alphabet.length)];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(compressible ? first : ' ' + random.nextInt(0xD000));
        }
        return text.toString();
    }
}
