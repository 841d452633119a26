package io.dashstream.core.wire;

/**
 * A buffer for bytes that live until the next message. Kept from one message to the next while it is small; a large one is
 * let go after use, so that one large message does not hold its memory for the life of the process.
 */
final class ScratchBuffer {

    /** What is kept at most: 1 MiB. */
    static final int KEPT_BYTES = 1024 * 1024;

    private static final int SMALLEST = 4096;

    private byte[] kept = new byte[0];

    byte[] ofAtLeast(int bytes) {
        if (bytes <= kept.length) {
            return kept;
        }
        if (bytes > KEPT_BYTES) {
            return new byte[bytes];
        }
        kept = new byte[Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1)];
        return kept;
    }
}
