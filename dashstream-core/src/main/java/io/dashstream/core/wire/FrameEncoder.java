package io.dashstream.core.wire;

import com.google.protobuf.CodedOutputStream;
import io.dashstream.core.wire.EncodedFrame.Compression;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into Kafka record values: a framing byte and the message, compressed where that makes it smaller.
 *
 * <p>{@code Header.compression} is set here to mirror the framing, inside batches too; what the caller put there does not
 * matter. A message above the threshold is encoded once and compressed once; only if the result is not smaller, it is
 * encoded a second time with the flag cleared. A compressor that fails costs nothing but size: the frame is plain, and its
 * outcome says {@link Compression#FAILED}.
 *
 * <p>What this class writes, a {@link FrameDecoder} with the same limit reads; what that would refuse for its size or shape is
 * refused here.
 *
 * <p>Keeps a zstd context and buffers from message to message, so it is for one thread at a time. Close it to give back native
 * memory.
 */
public final class FrameEncoder implements AutoCloseable {

    private final int compressionThresholdBytes;
    private final int maxMessageBytes;
    private final FrameCompressor compressor;
    private final ScratchBuffer messageBuffer = new ScratchBuffer();
    private final ScratchBuffer frameBuffer = new ScratchBuffer();
    private @Nullable Throwable compressionFailure;

    private FrameEncoder(Builder builder) {
        this.compressionThresholdBytes = builder.compressionThresholdBytes;
        this.maxMessageBytes = builder.maxMessageBytes;
        this.compressor =
                builder.compressor != null ? builder.compressor : new ZstdFrameCompressor(builder.compressionLevel);
    }

    /**
     * Starts the configuration of an encoder.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Encodes a message.
     *
     * @param message any message of a known kind
     * @return the record value and what became of compression
     * @throws FrameTooLargeException if the message is larger than the limit
     * @throws WireException with {@link WireException.Reason#NO_KIND} if no kind is set, or {@link
     *     WireException.Reason#TOO_COMPLEX} if its values nest too deep or it has too many parts to be decoded within the limit
     */
    public EncodedFrame encode(DashStreamMessage message) {
        compressionFailure = null;
        MessageKind kind = MessageKind.of(message);
        long leastBytes = EncodingGuard.leastBytes(message, maxMessageBytes);
        if (leastBytes > maxMessageBytes) {
            throw FrameTooLargeException.atLeast(kind, leastBytes, maxMessageBytes);
        }
        DashStreamMessage plain = CompressionFlag.set(message, CompressionType.COMPRESSION_NONE);
        int plainBytes = plain.getSerializedSize();
        if (!isFitting(plainBytes)) {
            throw FrameTooLargeException.exactly(kind, Integer.toUnsignedLong(plainBytes), maxMessageBytes);
        }
        if (plainBytes > compressionThresholdBytes) {
            EncodedFrame compressed = compress(kind, message, plainBytes);
            if (compressed != null) {
                return compressed;
            }
        }
        byte[] frame = new byte[1 + plainBytes];
        frame[0] = Framing.PLAIN;
        write(plain, frame, 1, plainBytes);
        requireParseable(kind, frame, 1, plainBytes);
        return new EncodedFrame(frame, plainBytes, compressionFailure == null ? Compression.NONE : Compression.FAILED);
    }

    /**
     * Whether a message is within the size limit: exactly when {@link #encode} does not refuse it as too large. Nothing is
     * encoded to find out.
     *
     * @param message any message of a known kind
     * @return false if it is too large
     * @throws WireException with {@link WireException.Reason#NO_KIND} or, for values nested too deep, {@link
     *     WireException.Reason#TOO_COMPLEX}
     */
    public boolean fits(DashStreamMessage message) {
        return EncodingGuard.leastBytes(message, maxMessageBytes) <= maxMessageBytes
                && isFitting(CompressionFlag.set(message, CompressionType.COMPRESSION_NONE)
                        .getSerializedSize());
    }

    /**
     * Why the last frame's outcome was {@link Compression#FAILED}, for a log line.
     *
     * @return what the compressor threw, or empty if it did not fail
     */
    public Optional<Throwable> compressionFailure() {
        return Optional.ofNullable(compressionFailure);
    }

    /** Closes the compressor. */
    @Override
    public void close() {
        compressor.close();
    }

    private @Nullable EncodedFrame compress(MessageKind kind, DashStreamMessage message, int plainBytes) {
        DashStreamMessage flagged = CompressionFlag.set(message, CompressionType.COMPRESSION_ZSTD);
        int bytes = flagged.getSerializedSize();
        if (!isFitting(bytes)) {
            // The flags themselves, two bytes per header, are what does not fit any more.
            return null;
        }
        byte[] source = messageBuffer.ofAtLeast(bytes);
        write(flagged, source, 0, bytes);
        requireParseable(kind, source, 0, bytes);
        byte[] target = frameBuffer.ofAtLeast(1 + ZstdFrame.longestFor(bytes));
        int compressedBytes = tryCompress(source, bytes, target);
        if (compressionFailure != null || compressedBytes >= plainBytes) {
            return null;
        }
        target[0] = Framing.ZSTD;
        return new EncodedFrame(Arrays.copyOf(target, 1 + compressedBytes), bytes, Compression.ZSTD);
    }

    private int tryCompress(byte[] source, int sourceBytes, byte[] target) {
        try {
            int length = compressor.compress(source, sourceBytes, target, 1);
            requireFrame(target, length, sourceBytes);
            return length;
        } catch (RuntimeException | LinkageError e) {
            // Errors of linking too: a platform without the native library loses compression and nothing else.
            compressionFailure = e;
            return 0;
        }
    }

    private static void requireFrame(byte[] target, int length, int sourceBytes) {
        if (length < 1 || length >= target.length) {
            throw new IllegalStateException("the compressor says it wrote " + length + " bytes");
        }
        ZstdFrame frame = ZstdFrame.parse(target, 1, 1 + length);
        if (!frame.declaresSize() || frame.declaredSize() != sourceBytes) {
            throw new IllegalStateException(
                    "the compressor's frame does not declare the " + sourceBytes + " bytes of its content");
        }
    }

    private boolean isFitting(int bytes) {
        // More than 2 GiB overflows protobuf's own arithmetic.
        return bytes >= 0 && bytes <= maxMessageBytes;
    }

    private void requireParseable(MessageKind kind, byte[] bytes, int start, int length) {
        if (!ParseBudget.allows(bytes, start, length, maxMessageBytes)) {
            throw new WireException(
                    WireException.Reason.TOO_COMPLEX,
                    "a message of kind " + kind.label() + " with " + length
                            + " bytes has so many parts that decoding it would take more memory than "
                            + ParseBudget.LIMIT_FACTOR + " times the limit of " + maxMessageBytes + " bytes");
        }
    }

    private static void write(DashStreamMessage message, byte[] target, int start, int length) {
        CodedOutputStream out = CodedOutputStream.newInstance(target, start, length);
        try {
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("protobuf wrote another size than it had announced: " + length, e);
        }
    }

    /** Configures a {@link FrameEncoder}. */
    public static final class Builder {

        private static final int THRESHOLD_DEFAULT = 512;
        private static final int LEVEL_DEFAULT = 3;
        private static final int LEVEL_LOWEST = 1;
        private static final int LEVEL_HIGHEST = 22;

        private int compressionThresholdBytes = THRESHOLD_DEFAULT;
        private int compressionLevel = LEVEL_DEFAULT;
        private int maxMessageBytes = WireLimits.MAX_MESSAGE_BYTES_DEFAULT;
        private @Nullable FrameCompressor compressor;

        private Builder() {}

        /**
         * Messages larger than this are compressed. Smaller ones hardly shrink: one event of 300 bytes does not at all.
         *
         * @param bytes 0 to {@link Integer#MAX_VALUE}, which turns compression off; 512 if not set
         * @return this builder
         */
        public Builder compressionThresholdBytes(int bytes) {
            this.compressionThresholdBytes = bytes;
            return this;
        }

        /**
         * The zstd level. It has no say over a compressor set by {@link #compressor}.
         *
         * @param level 1 (fast) to 22 (small, and up to hundreds of megabytes of native memory); 3 if not set. zstd's negative
         *     levels and its 0, which means "default", are refused: they look like mistakes and buy nothing here
         * @return this builder
         */
        public Builder compressionLevel(int level) {
            this.compressionLevel = level;
            return this;
        }

        /**
         * The largest message, uncompressed and without the framing byte.
         *
         * @param bytes {@link WireLimits#MAX_MESSAGE_BYTES_LOWEST} to {@link WireLimits#MAX_MESSAGE_BYTES_HIGHEST}; 10 MiB if
         *     not set
         * @return this builder
         */
        public Builder maxMessageBytes(int bytes) {
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * Another compressor than zstd with a reused context.
         *
         * @param replacement used by this encoder only, and closed with it
         * @return this builder
         */
        public Builder compressor(FrameCompressor replacement) {
            this.compressor = replacement;
            return this;
        }

        /**
         * Makes the encoder.
         *
         * @return a new encoder
         * @throws WireException with {@link WireException.Reason#INVALID_ARGUMENT} if a setting is outside its range
         */
        public FrameEncoder build() {
            WireLimits.requireInRange("compressionThresholdBytes", compressionThresholdBytes, 0, Integer.MAX_VALUE);
            WireLimits.requireInRange("compressionLevel", compressionLevel, LEVEL_LOWEST, LEVEL_HIGHEST);
            WireLimits.requireMaxMessageBytes(maxMessageBytes);
            return new FrameEncoder(this);
        }
    }
}
