package io.dashstream.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a string as {@code JSON.stringify} spells it: short escapes where JSON has them, other control characters and
 * lone surrogates as {@code \}{@code uxxxx} in lower case, everything else as UTF-8.
 *
 * <p>Most text is ASCII with few escapes. The JDK copies such a string with vector instructions; what is left to do here
 * is to look for bytes that need an escape, eight at a time.
 */
final class TextWriter {

    /** A character becomes at most six bytes, so a piece always fits into {@link ByteSink#MAX_ROOM}. */
    private static final int PIECE = 1024;

    /** Below, calling the JDK costs more than it saves. */
    private static final int SHORT = 12;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final ByteSink out;

    TextWriter(ByteSink out) {
        this.out = out;
    }

    void write(String text) {
        int length = text.length();
        if (length <= PIECE) {
            out.ensure(6 * length + 2);
            out.buffer[out.position++] = '"';
            piece(text);
            out.buffer[out.position++] = '"';
        } else {
            pieces(text);
        }
    }

    private void pieces(String text) {
        out.ensure(1);
        out.buffer[out.position++] = '"';
        int length = text.length();
        for (int start = 0; start < length; ) {
            int end = Math.min(start + PIECE, length);
            if (end < length && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            out.ensure(6 * PIECE);
            piece(text.substring(start, end));
            start = end;
        }
        out.ensure(1);
        out.buffer[out.position++] = '"';
    }

    private void piece(String text) {
        if (text.length() <= SHORT) {
            out.position = characters(text, out.buffer, out.position);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length == text.length()) {
            out.position = ascii(text, utf8, out.buffer, out.position);
        } else {
            out.position = characters(text, out.buffer, out.position);
        }
    }

    /** The bytes are ASCII, one per character; a question mark may stand for a lone surrogate. */
    private static int ascii(String text, byte[] utf8, byte[] to, int start) {
        int at = start;
        int copied = 0;
        for (int next = special(utf8, 0); next < utf8.length; next = special(utf8, next + 1)) {
            System.arraycopy(utf8, copied, to, at, next - copied);
            at = character(text.charAt(next), to, at + next - copied);
            copied = next + 1;
        }
        System.arraycopy(utf8, copied, to, at, utf8.length - copied);
        return at + utf8.length - copied;
    }

    /** The index of the first byte that can't simply be copied, or the length. */
    private static int special(byte[] utf8, int start) {
        int index = start;
        for (int last = utf8.length - Long.BYTES; index <= last; index += Long.BYTES) {
            long found = specials((long) EIGHT_BYTES.get(utf8, index));
            if (found != 0) {
                return index + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (index < utf8.length && !isSpecial(utf8[index])) {
            index++;
        }
        return index;
    }

    private static boolean isSpecial(byte b) {
        return b < 0x20 || b == '"' || b == '\\' || b == '?';
    }

    /**
     * Sets the high bit of the lowest special byte, and perhaps of bytes above it. Subtracting from a byte without high
     * bit sets the high bit if the byte is smaller, and a borrow reaches only bytes above one that is.
     */
    private static long specials(long eight) {
        return ((eight - ONES * 0x20)
                        | ((eight ^ (ONES * '"')) - ONES)
                        | ((eight ^ (ONES * '\\')) - ONES)
                        | ((eight ^ (ONES * '?')) - ONES))
                & HIGH_BITS;
    }

    private static int characters(String text, byte[] to, int start) {
        int at = start;
        for (int index = 0, length = text.length(); index < length; index++) {
            char c = text.charAt(index);
            if (!Character.isSurrogate(c)) {
                at = character(c, to, at);
            } else if (index + 1 < length && Character.isSurrogatePair(c, text.charAt(index + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++index));
                to[at++] = (byte) (0xF0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (point & 0x3F));
            } else {
                at = unicodeEscape(c, to, at);
            }
        }
        return at;
    }

    private static int character(char c, byte[] to, int start) {
        int at = start;
        if (c < 0x80) {
            if (c >= 0x20 && c != '"' && c != '\\') {
                to[at++] = (byte) c;
                return at;
            }
            return escape(c, to, at);
        }
        if (c < 0x800) {
            to[at++] = (byte) (0xC0 | (c >> 6));
        } else if (Character.isSurrogate(c)) {
            return unicodeEscape(c, to, at);
        } else {
            to[at++] = (byte) (0xE0 | (c >> 12));
            to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        to[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
    }

    private static int escape(char c, byte[] to, int start) {
        char letter = switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
        };
        if (letter == 'u') {
            return unicodeEscape(c, to, start);
        }
        to[start] = '\\';
        to[start + 1] = (byte) letter;
        return start + 2;
    }

    private static int unicodeEscape(char c, byte[] to, int start) {
        to[start] = '\\';
        to[start + 1] = 'u';
        to[start + 2] = HEX[c >> 12];
        to[start + 3] = HEX[(c >> 8) & 0xF];
        to[start + 4] = HEX[(c >> 4) & 0xF];
        to[start + 5] = HEX[c & 0xF];
        return start + 6;
    }
}
