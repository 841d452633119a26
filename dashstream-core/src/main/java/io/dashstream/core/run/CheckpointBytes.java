package io.dashstream.core.run;

import com.github.luben.zstd.Zstd;
import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.CompressionInfo;

/** The JSON bytes of a checkpoint, decompressed if {@code compression_info} says so. */
final class CheckpointBytes {

    private final int largest;

    CheckpointBytes(int largest) {
        this.largest = largest;
    }

    byte[] of(Checkpoint checkpoint) {
        CompressionInfo info = checkpoint.getCompressionInfo();
        return switch (info.getType()) {
            case COMPRESSION_NONE -> plain(checkpoint);
            case COMPRESSION_ZSTD -> inflated(checkpoint.getState().toByteArray(), info);
            case COMPRESSION_LZ4, COMPRESSION_SNAPPY, UNRECOGNIZED ->
                throw new Refusal(
                        Reason.UNSUPPORTED_COMPRESSION,
                        "compression_info.type is " + info.getTypeValue()
                                + "; a checkpoint's state is plain (0) or zstd (1)");
        };
    }

    private byte[] plain(Checkpoint checkpoint) {
        requireAtMostLargest(checkpoint.getState().size());
        return checkpoint.getState().toByteArray();
    }

    /** The size is known and allowed before a byte of the result is allocated, and the result must have it exactly. */
    private byte[] inflated(byte[] frame, CompressionInfo info) {
        long declared = Zstd.getFrameContentSize(frame);
        if (declared < 0) {
            throw unreadable("the state is not a zstd frame that says its content size");
        }
        requireAtMostLargest(declared);
        if (Zstd.findFrameCompressedSize(frame) != frame.length) {
            throw unreadable("the state is not exactly one zstd frame");
        }
        if (info.getUncompressedSize() != 0 && info.getUncompressedSize() != declared) {
            throw unreadable("compression_info.uncompressed_size is "
                    + Long.toUnsignedString(info.getUncompressedSize()) + ", the frame says " + declared);
        }
        byte[] json = new byte[(int) declared];
        long size = Zstd.decompress(json, frame);
        if (Zstd.isError(size)) {
            throw unreadable("the state does not decompress: " + Zstd.getErrorName(size));
        }
        if (size != declared) {
            throw unreadable("the zstd frame says " + declared + " bytes and has " + size);
        }
        return json;
    }

    private void requireAtMostLargest(long bytes) {
        if (bytes > largest) {
            throw new Refusal(
                    Reason.STATE_TOO_LARGE,
                    "a state of " + Long.toUnsignedString(bytes) + " bytes; at most " + largest + " are taken");
        }
    }

    private static Refusal unreadable(String what) {
        return new Refusal(Reason.STATE_UNREADABLE, what);
    }
}
