package io.dashstream.core.wire;

import java.util.Arrays;

/**
 * A message as a Kafka record value.
 *
 * @param bytes the record value, framing byte included; handed over, not copied
 * @param messageBytes size of the message inside, uncompressed and without the framing byte
 * @param outcome what became of compression
 */
// An array, as Kafka's serialisers want one; equality is by content, below.
@SuppressWarnings("ArrayRecordComponent")
public record EncodedFrame(byte[] bytes, int messageBytes, Compression outcome) {

    /** What became of compression. */
    public enum Compression {
        /** Not tried, or not smaller: the frame is plain. */
        NONE,
        /** The frame is compressed. */
        ZSTD,
        /** The compressor failed: the frame is plain, and nothing is missing from it. */
        FAILED
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedFrame that
                && messageBytes == that.messageBytes
                && outcome == that.outcome
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(bytes) + messageBytes) + outcome.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedFrame[" + bytes.length + " bytes for a message of " + messageBytes + ", compression " + outcome
                + "]";
    }
}
