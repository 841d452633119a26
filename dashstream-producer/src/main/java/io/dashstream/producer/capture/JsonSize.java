package io.dashstream.producer.capture;

import java.nio.charset.StandardCharsets;

/** How many bytes a value takes as compact JSON in UTF-8, found without writing it. */
final class JsonSize {

    /** Of {@code true} and {@code null}; {@code false} has one more. */
    static final int LITERAL = 4;
    /** Shortest text of a number that is not an integer: {@code 0.5}. */
    static final int SHORTEST_FRACTION = 3;

    /** Outside these lengths a copy of the bytes does not pay, or is a burden. */
    private static final int SHORT = 32;

    private static final int LONG = 1 << 20;

    /** Bytes per ASCII character: 1, 2 for the short escapes, 6 for the other control characters. */
    private static final byte[] ASCII = asciiSizes();

    private JsonSize() {}

    private static byte[] asciiSizes() {
        byte[] sizes = new byte[128];
        for (int c = 0; c < sizes.length; c++) {
            sizes[c] = (byte) (c < ' ' ? 6 : 1);
        }
        for (char c : new char[] {'"', '\\', '\b', '\t', '\n', '\f', '\r'}) {
            sizes[c] = 2;
        }
        return sizes;
    }

    /** Returns the size of a string with its quotes, or -1 if it is not valid Unicode. */
    static long ofString(String text) {
        int length = text.length();
        if (length < SHORT || length > LONG || text.charAt(0) >= 0x80) {
            return ofChars(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length == length ? ofAscii(bytes, text) : ofChars(text);
    }

    /** The bytes are ASCII, except that a surrogate without a partner became a question mark. */
    private static long ofAscii(byte[] bytes, String text) {
        long size = 2L + bytes.length;
        for (int i = AsciiBlocks.endOfPlain(bytes, 0); i < bytes.length; i = AsciiBlocks.endOfPlain(bytes, i + 1)) {
            size += ASCII[bytes[i]] - 1;
            if (bytes[i] == '?' && text.charAt(i) != '?') {
                return -1;
            }
        }
        return size;
    }

    private static long ofChars(String text) {
        long size = 2;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size += ASCII[c];
            } else if (c < 0x800) {
                size += 2;
            } else if (!Character.isSurrogate(c)) {
                size += 3;
            } else {
                if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return -1;
                }
                size += 4;
                i++;
            }
        }
        return size;
    }

    static int ofLong(long value) {
        if (value == Long.MIN_VALUE) {
            return 20;
        }
        long rest = Math.abs(value);
        int size = value < 0 ? 2 : 1;
        while (rest >= 10) {
            rest /= 10;
            size++;
        }
        return size;
    }
}
