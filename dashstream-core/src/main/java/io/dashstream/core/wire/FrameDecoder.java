package io.dashstream.core.wire;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dashstream.core.wire.WireException.Reason;
import io.dashstream.core.wire.v1.DashStreamMessage;
import org.jspecify.annotations.Nullable;

/**
 * Turns Kafka record values back into messages, and trusts none of them.
 *
 * <p>Whatever the bytes are, {@link #decode} returns a message of a known kind or throws a {@link WireException}. Sizes are
 * looked at before anything is allocated for them: the record's own, the one that a zstd frame declares (which must also be
 * one that its blocks can hold), and what the message's parts will take on the heap. So a decode allocates a small multiple of
 * {@code maxMessageBytes} at most, a few megabytes at most for a message below 64 KiB, and nothing of note to refuse.
 *
 * <p>Versions are not judged here; see {@link SchemaVersion}. Where zstd's native library cannot be loaded, compressed records end in
 * a {@link LinkageError} and not in a {@link WireException}: nothing is wrong with the record, so none should be skipped for it.
 *
 * <p>Keeps a zstd context and a buffer from record to record, so it is for one thread at a time. Close it to give back native
 * memory.
 */
public final class FrameDecoder implements AutoCloseable {

    private final Mode mode;
    private final int maxMessageBytes;
    private final ScratchBuffer messageBuffer = new ScratchBuffer();
    private @Nullable ZstdDecompressCtx context;

    private FrameDecoder(Builder builder) {
        this.mode = builder.mode;
        this.maxMessageBytes = builder.maxMessageBytes;
    }

    /**
     * A strict decoder with the default limit.
     *
     * @return a new decoder
     */
    public static FrameDecoder strict() {
        return builder().build();
    }

    /**
     * Starts the configuration of a decoder.
     *
     * @return a builder with the defaults: strict, 10 MiB
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decodes a record value.
     *
     * @param value the record value, or null for a record without one
     * @return the message in it, of a known kind
     * @throws WireException if there is none, saying why and where
     */
    public DashStreamMessage decode(byte @Nullable [] value) {
        return read(value, this::parse);
    }

    /**
     * Says what a record value is about, and costs much less than {@link #decode}: the message is looked through and, unless
     * there is anything unusual about it, not built.
     *
     * @param value the record value, or null for a record without one
     * @return the outline of the message that {@link #decode} would give
     * @throws WireException exactly where {@link #decode} throws one, with the same reason
     */
    public MessageOutline outline(byte @Nullable [] value) {
        return read(value, this::lookThrough);
    }

    /** What is made of a message's bytes. */
    private interface Reading<T> {
        T read(byte[] bytes, int start, int length);
    }

    private <T> T read(byte @Nullable [] value, Reading<T> reading) {
        if (value == null || value.length == 0) {
            throw new WireException(
                    Reason.EMPTY, 0, value == null ? "the record has no value" : "the record's value has no bytes");
        }
        byte first = value[0];
        if (first == Framing.PLAIN) {
            return plain(value, 1, reading);
        }
        if (first == Framing.ZSTD) {
            return compressed(value, 1, reading);
        }
        if (mode == Mode.LENIENT && ZstdFrame.startsAt(value, 0, value.length)) {
            return compressed(value, 0, reading);
        }
        if (mode == Mode.LENIENT && Byte.toUnsignedInt(first) >= Framing.LOWEST_TAG) {
            return plain(value, 0, reading);
        }
        throw new WireException(
                Reason.UNKNOWN_FRAMING,
                0,
                String.format("the first byte is 0x%02x; %s", Byte.toUnsignedInt(first), mode.allowed()));
    }

    /** Gives back native memory. The decoder can be used again, and closed again. */
    @Override
    public void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    private <T> T plain(byte[] value, int start, Reading<T> reading) {
        int length = value.length - start;
        if (length > maxMessageBytes) {
            throw tooLarge(start, "the message has " + length + " bytes");
        }
        return reading.read(value, start, length);
    }

    private <T> T compressed(byte[] value, int start, Reading<T> reading) {
        int length = value.length - start;
        if (length > ZstdFrame.longestFor(maxMessageBytes)) {
            throw tooLarge(start, "the zstd frame has " + length + " bytes");
        }
        ZstdFrame frame = ZstdFrame.parse(value, start, value.length);
        int room = frame.declaresSize() ? declaredRoom(frame) : undeclaredRoom(frame);
        byte[] message = messageBuffer.ofAtLeast(room);
        return reading.read(message, 0, decompress(value, frame, message, room));
    }

    private int declaredRoom(ZstdFrame frame) {
        if (Long.compareUnsigned(frame.declaredSize(), maxMessageBytes) > 0) {
            throw tooLarge(
                    frame.start(),
                    "the zstd frame declares " + Long.toUnsignedString(frame.declaredSize()) + " bytes of content");
        }
        if (frame.declaredSize() > frame.largestContent()) {
            throw new WireException(
                    Reason.CONTENT_SIZE_MISMATCH,
                    frame.start(),
                    "the zstd frame declares " + frame.declaredSize() + " bytes of content; its blocks hold at most "
                            + frame.largestContent());
        }
        return (int) frame.declaredSize();
    }

    private int undeclaredRoom(ZstdFrame frame) {
        if (mode == Mode.STRICT) {
            throw new WireException(
                    Reason.UNKNOWN_CONTENT_SIZE,
                    frame.start(),
                    "the zstd frame does not declare its content size; a strict reader needs it in the frame header");
        }
        return (int) Math.min(frame.largestContent(), maxMessageBytes);
    }

    private int decompress(byte[] value, ZstdFrame frame, byte[] message, int room) {
        int start = frame.start();
        try {
            int length = context().decompressByteArray(message, 0, room, value, start, frame.end() - start);
            if (frame.declaresSize() && length != frame.declaredSize()) {
                throw mismatch(frame);
            }
            return length;
        } catch (ZstdException e) {
            if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
                throw new WireException(
                        Reason.MALFORMED_COMPRESSION,
                        start,
                        "the zstd frame from byte " + start + " on is damaged: " + e.getMessage(),
                        e);
            }
            throw frame.declaresSize()
                    ? mismatch(frame)
                    : tooLarge(start, "the zstd frame holds more than " + room + " bytes");
        }
    }

    private static WireException mismatch(ZstdFrame frame) {
        return new WireException(
                Reason.CONTENT_SIZE_MISMATCH,
                frame.start(),
                "the zstd frame declares " + frame.declaredSize() + " bytes of content and holds another number");
    }

    private MessageOutline lookThrough(byte[] bytes, int start, int length) {
        requireBudget(bytes, start, length);
        return OutlineScan.of(bytes, start, length).orElseGet(() -> MessageOutline.of(build(bytes, start, length)));
    }

    private DashStreamMessage parse(byte[] bytes, int start, int length) {
        requireBudget(bytes, start, length);
        return build(bytes, start, length);
    }

    private void requireBudget(byte[] bytes, int start, int length) {
        if (!ParseBudget.allows(bytes, start, length, maxMessageBytes)) {
            throw new WireException(
                    Reason.TOO_COMPLEX,
                    "a message of " + length + " bytes has so many parts that it would take more memory than "
                            + ParseBudget.LIMIT_FACTOR + " times the limit of " + maxMessageBytes + " bytes");
        }
    }

    private static DashStreamMessage build(byte[] bytes, int start, int length) {
        CodedInputStream in = CodedInputStream.newInstance(bytes, start, length);
        in.setRecursionLimit(ParseBudget.RECURSION_LIMIT);
        try {
            DashStreamMessage message = DashStreamMessage.parser().parseFrom(in);
            // A stray end-group tag ends parsing early and without complaint.
            in.checkLastTagWas(0);
            MessageKind.of(message);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw malformed(in, e);
        }
    }

    private static WireException malformed(CodedInputStream in, InvalidProtocolBufferException cause) {
        int position = in.getTotalBytesRead();
        return new WireException(
                Reason.MALFORMED_MESSAGE,
                position,
                "not a protobuf message, at byte " + position + " after the framing: " + cause.getMessage(),
                cause);
    }

    private WireException tooLarge(int position, String what) {
        return new WireException(
                Reason.TOO_LARGE, position, what + "; at most " + maxMessageBytes + " are allowed (maxMessageBytes)");
    }

    private ZstdDecompressCtx context() {
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        return context;
    }

    /** Which framings a decoder takes. */
    public enum Mode {
        /** Only what this project's producers write: {@code 0x00}, and {@code 0x01} with a declared content size. */
        STRICT("strict decoding takes 0x00 and 0x01"),
        /**
         * Also what older producers wrote: a message or a zstd frame without a framing byte, and frames that do not declare
         * their content size. Garbage is more likely to pass as a message, so this is for topics that need it.
         */
        LENIENT("lenient decoding takes 0x00, 0x01, a bare zstd frame, and a bare message from 0x08 on");

        private final String allowed;

        Mode(String allowed) {
            this.allowed = allowed;
        }

        private String allowed() {
            return allowed;
        }
    }

    /** Configures a {@link FrameDecoder}. */
    public static final class Builder {

        private Mode mode = Mode.STRICT;
        private int maxMessageBytes = WireLimits.MAX_MESSAGE_BYTES_DEFAULT;

        private Builder() {}

        /**
         * Which framings to take.
         *
         * @param mode {@link Mode#STRICT} if not set
         * @return this builder
         */
        public Builder mode(Mode mode) {
            this.mode = mode;
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
         * Makes the decoder.
         *
         * @return a new decoder
         * @throws WireException with {@link WireException.Reason#INVALID_ARGUMENT} if the limit is outside its range
         */
        public FrameDecoder build() {
            WireLimits.requireMaxMessageBytes(maxMessageBytes);
            return new FrameDecoder(this);
        }
    }
}
