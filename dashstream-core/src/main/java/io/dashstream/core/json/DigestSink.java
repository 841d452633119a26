package io.dashstream.core.json;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Feeds everything to a digest through one array, which is small for small messages. The newest {@link #TAIL} bytes stay readable, so that a caller
 * can keep a copy of a part that it has just written.
 */
final class DigestSink extends ByteSink {

    /** How far back bytes can be read again. */
    static final int TAIL = 32 * 1024;

    private static final int LARGEST = 4 * TAIL + MAX_ROOM;

    private final MessageDigest digest;

    /** How many bytes have left the array. */
    private long drained;

    DigestSink(MessageDigest digest) {
        super(MAX_ROOM);
        this.digest = digest;
    }

    /** How many bytes were written since the last digest. */
    long written() {
        return drained + position;
    }

    /** A copy of what was written since {@code start}, which is at most {@link #TAIL} bytes ago. */
    byte[] since(long start) {
        return Arrays.copyOfRange(buffer, (int) (start - drained), position);
    }

    @Override
    void makeRoom(int bytes) {
        if (buffer.length < LARGEST) {
            buffer = Arrays.copyOf(buffer, Math.min(LARGEST, 2 * buffer.length + bytes));
            return;
        }
        int leaving = Math.max(0, position - TAIL);
        digest.update(buffer, 0, leaving);
        System.arraycopy(buffer, leaving, buffer, 0, position - leaving);
        position -= leaving;
        drained += leaving;
    }

    /** Ends the message and begins a new one. */
    byte[] finish() {
        digest.update(buffer, 0, position);
        clear();
        return digest.digest();
    }

    /** Forgets a message that could not be written to its end. */
    void abandon() {
        clear();
        digest.reset();
    }

    private void clear() {
        position = 0;
        drained = 0;
    }
}
