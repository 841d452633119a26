package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import io.dashstream.core.wire.EncodedFrame.Compression;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.MessageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {

    private final FrameEncoder encoder = FrameEncoder.builder().build();
    private final FrameDecoder decoder = FrameDecoder.strict();

    @AfterEach
    void close() {
        encoder.close();
        decoder.close();
    }

    @Test
    @DisplayName(
            "CO-23: for sizes 0 to 2000, compressible or not, the flag equals the framing byte, inner events included")
    void theFlagEqualsTheFramingByte() {
        int[] outcomes = new int[2];
        for (int size = 0; size <= 2000; size++) {
            for (boolean compressible : new boolean[] {true, false}) {
                DashStreamMessage single = withBytes(size, compressible);
                DashStreamMessage batch = TestMessages.batch(
                        single.getEvent(), TestMessages.withText("").getEvent());
                int framing = flagOf(single);
                flagOf(batch);
                if (single.getSerializedSize() > 512) {
                    outcomes[framing]++;
                }
            }
        }
        assertThat(outcomes).as("above the threshold both outcomes were seen").doesNotContain(0);
    }

    /** Encodes, checks all that must agree, and returns the framing byte. */
    private int flagOf(DashStreamMessage message) {
        EncodedFrame frame = encoder.encode(message);
        DashStreamMessage decoded = decoder.decode(frame.bytes());

        boolean compressed = frame.bytes()[0] == 1;
        CompressionType flag = compressed ? CompressionType.COMPRESSION_ZSTD : CompressionType.COMPRESSION_NONE;
        assertThat(frame.outcome()).isEqualTo(compressed ? Compression.ZSTD : Compression.NONE);
        assertThat(Messages.header(decoded).getCompression()).isEqualTo(flag);
        for (DashStreamMessage inner : Messages.flatten(decoded)) {
            assertThat(Messages.header(inner).getCompression()).isEqualTo(flag);
        }
        assertThat(frame.messageBytes()).isEqualTo(decoded.getSerializedSize());
        assertThat(CompressionFlag.set(decoded, CompressionType.COMPRESSION_NONE))
                .isEqualTo(message);
        assertThat(frame.bytes().length - 1)
                .as("a compressed frame is smaller than the plain one, a plain one is the message")
                .isLessThanOrEqualTo(message.getSerializedSize() - (compressed ? 1 : 0));
        if (compressed) {
            assertThat(Zstd.getFrameContentSize(frame.bytes(), 1, frame.bytes().length - 1))
                    .as("content size in the frame header")
                    .isEqualTo(frame.messageBytes());
        }
        return frame.bytes()[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 512, 5000})
    @DisplayName("A message of the threshold's size stays plain, one byte more is compressed")
    void theThresholdIsExclusive(int threshold) {
        try (FrameEncoder exact =
                FrameEncoder.builder().compressionThresholdBytes(threshold).build()) {
            assertThat(exact.encode(ofSize(threshold)).outcome()).isEqualTo(Compression.NONE);
            assertThat(exact.encode(ofSize(threshold + 1)).outcome()).isEqualTo(Compression.ZSTD);
        }
    }

    @Test
    void theDefaultsAreThoseOfTheFormat() {
        assertThat(encoder.encode(ofSize(512)).outcome()).isEqualTo(Compression.NONE);
        assertThat(encoder.encode(ofSize(513)).outcome()).isEqualTo(Compression.ZSTD);
        assertThat(encoder.fits(checkpoint(9 * 1024 * 1024))).isTrue();
        assertThat(encoder.fits(checkpoint(10 * 1024 * 1024))).isFalse();
    }

    @Test
    @DisplayName("CO-23: what the caller wrote into the flag does not matter")
    void theCallersFlagDoesNotMatter() {
        DashStreamMessage small = TestMessages.withFlag(TestMessages.withText("x"), CompressionType.COMPRESSION_ZSTD);
        DashStreamMessage large =
                TestMessages.withFlag(TestMessages.withText("x".repeat(1000)), CompressionType.COMPRESSION_LZ4);

        assertThat(Messages.header(decoder.decode(encoder.encode(small).bytes()))
                        .getCompression())
                .isEqualTo(CompressionType.COMPRESSION_NONE);
        assertThat(Messages.header(decoder.decode(encoder.encode(large).bytes()))
                        .getCompression())
                .isEqualTo(CompressionType.COMPRESSION_ZSTD);
    }

    @Test
    @DisplayName("CO-23: a message is compressed at most once, and one below the threshold not at all")
    void aMessageIsCompressedAtMostOnce() {
        AtomicInteger calls = new AtomicInteger();
        FrameCompressor real = new ZstdFrameCompressor(3);
        try (FrameEncoder counting = FrameEncoder.builder()
                .compressor((source, length, target, offset) -> {
                    calls.incrementAndGet();
                    return real.compress(source, length, target, offset);
                })
                .build()) {
            counting.encode(TestMessages.withText("x"));
            assertThat(calls).hasValue(0);
            counting.encode(TestMessages.withText("x".repeat(1000)));
            assertThat(calls).hasValue(1);
            counting.encode(withBytes(1000, false));
            assertThat(calls).hasValue(2);
        } finally {
            real.close();
        }
    }

    @Test
    @DisplayName(
            "CO-23: the zstd context is reused: the second frame costs no native context and few bytes on the heap")
    void buffersAreReused() {
        DashStreamMessage message = checkpoint(100_000);
        encoder.encode(message);

        long allocated = Allocations.during(() -> encoder.encode(message));

        assertThat(allocated).isLessThan(10_000);
    }

    static List<FrameCompressor> failures() {
        FrameCompressor real = new ZstdFrameCompressor(3);
        return List.of(
                (source, length, target, offset) -> {
                    throw new IllegalStateException("out of order");
                },
                (source, length, target, offset) -> {
                    throw new UnsatisfiedLinkError("no native library");
                },
                (source, length, target, offset) -> {
                    throw new ArrayIndexOutOfBoundsException();
                },
                (source, length, target, offset) -> 0,
                (source, length, target, offset) -> -1,
                (source, length, target, offset) -> Integer.MAX_VALUE,
                (source, length, target, offset) -> 10,
                (source, length, target, offset) -> real.compress(source, length - 1, target, offset),
                (source, length, target, offset) -> real.compress(source, length, target, offset) - 1,
                (source, length, target, offset) -> {
                    byte[] sizeless = ZstdBytes.bare(Arrays.copyOf(source, length), false);
                    System.arraycopy(sizeless, 0, target, offset, sizeless.length);
                    return sizeless.length;
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("A compressor that fails, in whichever way, costs the compression and nothing else")
    void aFailedCompressionLeavesAPlainFrame(FrameCompressor broken) {
        try (FrameEncoder failing = FrameEncoder.builder().compressor(broken).build()) {
            DashStreamMessage message = TestMessages.withText("x".repeat(2000));

            EncodedFrame frame = failing.encode(message);

            assertThat(frame.outcome()).isEqualTo(Compression.FAILED);
            assertThat(failing.compressionFailure()).isPresent();
            assertThat(frame.bytes()[0]).isZero();
            assertThat(decoder.decode(frame.bytes())).isEqualTo(message);
            assertThat(Messages.header(decoder.decode(frame.bytes())).getCompression())
                    .isEqualTo(CompressionType.COMPRESSION_NONE);
            failing.encode(TestMessages.withText("x"));
            assertThat(failing.compressionFailure())
                    .as("of the last frame only")
                    .isEmpty();
        }
    }

    @Test
    void theCompressorIsClosedWithTheEncoder() {
        AtomicInteger closed = new AtomicInteger();
        FrameEncoder.builder()
                .compressor(new FrameCompressor() {
                    @Override
                    public int compress(byte[] source, int sourceLength, byte[] target, int targetOffset) {
                        return 0;
                    }

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                })
                .build()
                .close();

        assertThat(closed).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-7, 0, 23, Integer.MAX_VALUE})
    @DisplayName("CO-23: a level outside 1 to 22 is refused when the encoder is built")
    void aLevelOutOfRangeIsRefused(int level) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> FrameEncoder.builder().compressionLevel(level).build())
                .withMessage("compressionLevel is " + level + "; allowed are 1 to 22")
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.INVALID_ARGUMENT);
    }

    @Test
    @DisplayName("CO-23: every level from 1 to 22 makes frames that decode")
    void everyLevelWorks() {
        DashStreamMessage message = TestMessages.withText("some text ".repeat(200));
        for (int level = 1; level <= 22; level++) {
            try (FrameEncoder leveled =
                    FrameEncoder.builder().compressionLevel(level).build()) {
                EncodedFrame frame = leveled.encode(message);

                assertThat(frame.outcome()).isEqualTo(Compression.ZSTD);
                assertThat(CompressionFlag.set(decoder.decode(frame.bytes()), CompressionType.COMPRESSION_NONE))
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void otherSettingsAreCheckedAsWell() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() ->
                        FrameEncoder.builder().compressionThresholdBytes(-1).build())
                .withMessageStartingWith("compressionThresholdBytes is -1;");
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> FrameEncoder.builder().maxMessageBytes(1023).build())
                .withMessage("maxMessageBytes is 1023; allowed are 1024 to 1073741824");
        assertThatCode(() -> FrameEncoder.builder()
                        .compressionThresholdBytes(Integer.MAX_VALUE)
                        .maxMessageBytes(WireLimits.MAX_MESSAGE_BYTES_HIGHEST)
                        .build()
                        .close())
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("CO-23: eight encoders at once never mix their bytes")
    void encodersAtOnceNeverMixBytes() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            IntStream.range(0, 8).forEach(thread -> work.add(() -> roundTrips(thread)));
            int total = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                total += done.get();
            }
            assertThat(total).isEqualTo(8 * 1_000);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int roundTrips(int thread) {
        RandomGenerator random = new SplittableRandom(thread);
        int same = 0;
        try (FrameEncoder own = FrameEncoder.builder().build();
                FrameDecoder reader = FrameDecoder.strict()) {
            for (int i = 0; i < 1_000; i++) {
                String text = ("thread " + thread + " message " + i + " ").repeat(random.nextInt(200));
                DashStreamMessage message = TestMessages.withText(text);
                DashStreamMessage decoded = reader.decode(own.encode(message).bytes());
                if (CompressionFlag.set(decoded, CompressionType.COMPRESSION_NONE)
                        .equals(message)) {
                    same++;
                }
            }
        }
        return same;
    }

    @Test
    void aMessageOfNoKindIsRefused() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> encoder.encode(DashStreamMessage.getDefaultInstance()))
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.NO_KIND);
    }

    @Test
    void framesAreEqualByContent() {
        EncodedFrame one = encoder.encode(TestMessages.withText("x"));
        EncodedFrame same = encoder.encode(TestMessages.withText("x"));

        assertThat(one)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(encoder.encode(TestMessages.withText("y")));
        assertThat(one.toString()).hasSizeLessThan(200);
    }

    /** Zeros, or random bytes, which nothing makes smaller. */
    private static DashStreamMessage withBytes(int size, boolean compressible) {
        byte[] bytes = new byte[size];
        if (!compressible) {
            new SplittableRandom(size).nextBytes(bytes);
        }
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_THINKING,
                1,
                event -> event.putAttributes("data", AttributeValues.of(ByteString.copyFrom(bytes))));
    }

    private static DashStreamMessage ofSize(int bytes) {
        for (int length = 0; length <= bytes; length++) {
            DashStreamMessage message = TestMessages.withText("x".repeat(length));
            if (message.getSerializedSize() == bytes) {
                return message;
            }
        }
        throw new AssertionError("no message of " + bytes + " bytes");
    }

    private static DashStreamMessage checkpoint(int stateBytes) {
        return DashStreamMessage.newBuilder()
                .setCheckpoint(Checkpoint.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_CHECKPOINT, 1))
                        .setState(ByteString.copyFrom(new byte[stateBytes])))
                .build();
    }
}
