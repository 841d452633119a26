package io.dashstream.producer.worker;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.CompressionInfo;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalInt;

/** Puts a state into a checkpoint: its bytes, plain or compressed on demand, and their checksum. For the worker only. */
final class CheckpointState {

    private final OptionalInt zstdLevel;
    private final ProducerCounters counters;
    private final MessageDigest sha256 = sha256();

    /** Compresses at a zstd level, or not at all. */
    CheckpointState(OptionalInt zstdLevel, ProducerCounters counters) {
        this.zstdLevel = zstdLevel;
        this.counters = counters;
    }

    void put(Checkpoint.Builder checkpoint, byte[] json) {
        checkpoint
                .setState(UnsafeByteOperations.unsafeWrap(json))
                .setChecksum(UnsafeByteOperations.unsafeWrap(sha256.digest(json)));
        if (zstdLevel.isPresent()) {
            try {
                compress(checkpoint, json, zstdLevel.getAsInt());
            } catch (RuntimeException | LinkageError failure) {
                counters.count(Occurrence.CHECKPOINT_COMPRESSION_FAILURE);
            }
        }
    }

    private static void compress(Checkpoint.Builder checkpoint, byte[] json, int level) {
        byte[] frame = Zstd.compress(json, level);
        checkpoint
                .setState(UnsafeByteOperations.unsafeWrap(frame))
                .setCompressionInfo(CompressionInfo.newBuilder()
                        .setType(CompressionType.COMPRESSION_ZSTD)
                        .setCompressedSize(frame.length)
                        .setUncompressedSize(json.length)
                        .setCompressionRatio((float) json.length / frame.length));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
