package io.dashstream.core.json;

import java.nio.charset.StandardCharsets;

/** How many bytes {@link TextWriter} writes. */
final class TextSize {

    private TextSize() {}

    /** The size of a string with its quotes, or some number above the limit if the size is above the limit. */
    static long of(String text, long limit) {
        long size = 2;
        int length = text.length();
        for (int start = 0; start < length && size <= limit; ) {
            int end = Escapes.pieceEnd(text, start);
            size += piece(length <= Escapes.PIECE ? text : text.substring(start, end));
            start = end;
        }
        return size;
    }

    private static int piece(String text) {
        if (text.length() <= Escapes.SHORT) {
            return characters(text);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length != text.length()) {
            return characters(text);
        }
        int size = utf8.length;
        for (int next = Escapes.nextSpecial(utf8, 0); next < utf8.length; next = Escapes.nextSpecial(utf8, next + 1)) {
            size += character(text.charAt(next)) - 1;
        }
        return size;
    }

    private static int characters(String text) {
        int size = 0;
        for (int index = 0, length = text.length(); index < length; index++) {
            char c = text.charAt(index);
            if (index + 1 < length && Character.isSurrogatePair(c, text.charAt(index + 1))) {
                size += 4;
                index++;
            } else {
                size += character(c);
            }
        }
        return size;
    }

    private static int character(char c) {
        if (Escapes.isPlainAscii(c)) {
            return 1;
        }
        if (c < 0x80) {
            return Escapes.letterOf(c) == 'u' ? Escapes.UNICODE_ESCAPE : 2;
        }
        if (c < 0x800) {
            return 2;
        }
        return Character.isSurrogate(c) ? Escapes.UNICODE_ESCAPE : 3;
    }
}
