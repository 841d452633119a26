package io.dashstream.core.json;

import java.nio.charset.StandardCharsets;

/**
 * Writes a string as {@code JSON.stringify} spells it: short escapes where JSON has them, other control characters and
 * lone surrogates as {@code \}{@code uxxxx} in lower case, everything else as UTF-8.
 *
 * <p>Most text is ASCII with few escapes. The JDK copies such a string with vector instructions; what is left to do here
 * is to look for bytes that need an escape, eight at a time.
 */
final class TextWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ByteSink out;

    TextWriter(ByteSink out) {
        this.out = out;
    }

    void write(String text) {
        int length = text.length();
        out.announce(length + 2L);
        quote();
        for (int start = 0; start < length; ) {
            int end = Escapes.pieceEnd(text, start);
            out.ensure(Escapes.UNICODE_ESCAPE * (end - start));
            out.position = piece(length <= Escapes.PIECE ? text : text.substring(start, end), out.buffer, out.position);
            start = end;
        }
        quote();
    }

    private void quote() {
        out.ensure(1);
        out.buffer[out.position++] = '"';
    }

    private static int piece(String text, byte[] to, int start) {
        if (text.length() <= Escapes.SHORT) {
            return characters(text, to, start);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return utf8.length == text.length() ? ascii(text, utf8, to, start) : characters(text, to, start);
    }

    /** The bytes are ASCII, one per character; a question mark may stand for a lone surrogate. */
    private static int ascii(String text, byte[] utf8, byte[] to, int start) {
        int at = start;
        int copied = 0;
        for (int next = Escapes.nextSpecial(utf8, 0); next < utf8.length; next = Escapes.nextSpecial(utf8, next + 1)) {
            System.arraycopy(utf8, copied, to, at, next - copied);
            at = character(text.charAt(next), to, at + next - copied);
            copied = next + 1;
        }
        System.arraycopy(utf8, copied, to, at, utf8.length - copied);
        return at + utf8.length - copied;
    }

    private static int characters(String text, byte[] to, int start) {
        int at = start;
        for (int index = 0, length = text.length(); index < length; index++) {
            char c = text.charAt(index);
            if (Escapes.isPlainAscii(c)) {
                to[at++] = (byte) c;
            } else if (index + 1 < length && Character.isSurrogatePair(c, text.charAt(index + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++index));
                to[at++] = (byte) (0xF0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (point & 0x3F));
            } else {
                at = character(c, to, at);
            }
        }
        return at;
    }

    private static int character(char c, byte[] to, int start) {
        int at = start;
        if (Escapes.isPlainAscii(c)) {
            to[at++] = (byte) c;
            return at;
        }
        if (c < 0x80 || Character.isSurrogate(c)) {
            return escape(c, to, at);
        }
        if (c < 0x800) {
            to[at++] = (byte) (0xC0 | (c >> 6));
        } else {
            to[at++] = (byte) (0xE0 | (c >> 12));
            to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        to[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
    }

    private static int escape(char c, byte[] to, int start) {
        char letter = Escapes.letterOf(c);
        to[start] = '\\';
        to[start + 1] = (byte) letter;
        if (letter != 'u') {
            return start + 2;
        }
        to[start + 2] = HEX[c >> 12];
        to[start + 3] = HEX[(c >> 8) & 0xF];
        to[start + 4] = HEX[(c >> 4) & 0xF];
        to[start + 5] = HEX[c & 0xF];
        return start + Escapes.UNICODE_ESCAPE;
    }
}
