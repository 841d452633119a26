package io.dashstream.producer.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of text at a time (SWAR; the zero-byte test of Henry S. Warren, "Hacker's Delight", 6-1). Measured on a
 * thousand texts of 400 characters: a quarter of the time of a loop over {@code charAt}.
 */
final class AsciiBlocks {

    private static final int BLOCK = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long QUESTION_MARKS = ONES * '?';

    private AsciiBlocks() {}

    /** Returns where, from {@code start} on and in steps of a block, plain text ends. */
    static int endOfPlain(byte[] bytes, int start) {
        int at = start;
        while (at + BLOCK <= bytes.length && isPlain(bytes, at)) {
            at += BLOCK;
        }
        return at;
    }

    /**
     * Whether the block of bytes is nothing but ASCII that JSON takes as it is. A question mark is not, because it may stand for a
     * character that could not be encoded.
     */
    private static boolean isPlain(byte[] bytes, int at) {
        long block = (long) LONGS.get(bytes, at);
        // The high bit of an ASCII byte minus n is set if the byte is below n. A borrow may set others: that costs a
        // second
        // look but misses nothing.
        long special = block
                | (block - SPACES)
                | ((block ^ QUOTES) - ONES)
                | ((block ^ BACKSLASHES) - ONES)
                | ((block ^ QUESTION_MARKS) - ONES);
        return (special & HIGH_BITS) == 0;
    }
}
