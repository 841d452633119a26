package io.dashstream.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What JSON strings have to escape, how, and how to find it quickly. */
final class Escapes {

    /** The length of a backslash, u and four digits. */
    static final int UNICODE_ESCAPE = 6;

    /**
     * Strings are looked at in pieces of this many characters, so that a long one needs little extra memory and a piece
     * always fits into {@link ByteSink#MAX_ROOM} even if every character is escaped.
     */
    static final int PIECE = 1024;

    /** For shorter strings, calling the JDK's encoder costs more than it saves. */
    static final int SHORT = 12;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Escapes() {}

    /** The end of the piece that begins here; it does not cut a surrogate pair. */
    static int pieceEnd(String text, int start) {
        int end = Math.min(start + PIECE, text.length());
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /**
     * The index of the first of these ASCII bytes that can't be copied as it is, or the length. A question mark counts
     * because the JDK's encoder puts one in place of a lone surrogate.
     */
    static int nextSpecial(byte[] ascii, int start) {
        int index = start;
        for (int last = ascii.length - Long.BYTES; index <= last; index += Long.BYTES) {
            long found = specials((long) EIGHT_BYTES.get(ascii, index));
            if (found != 0) {
                return index + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (index < ascii.length && !isSpecial(ascii[index])) {
            index++;
        }
        return index;
    }

    /**
     * Sets the high bit of the lowest special byte, and perhaps of bytes above it. Subtracting from a byte without high
     * bit sets the high bit if the byte is smaller, and a borrow reaches only bytes above one that is.
     */
    private static long specials(long eight) {
        long smaller = (eight - ONES * ' ')
                | ((eight ^ (ONES * '"')) - ONES)
                | ((eight ^ (ONES * '\\')) - ONES)
                | ((eight ^ (ONES * '?')) - ONES);
        return smaller & HIGH_BITS;
    }

    private static boolean isSpecial(byte b) {
        return b < ' ' || b == '"' || b == '\\' || b == '?';
    }

    static boolean isPlainAscii(char c) {
        return c < 0x80 && c >= ' ' && c != '"' && c != '\\';
    }

    /** The letter behind the backslash; u if there is no short escape. */
    static char letterOf(char c) {
        return switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
        };
    }
}
