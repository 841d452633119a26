package io.dashstream.core.json;

import io.dashstream.core.json.JsonException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Checks that bytes are UTF-8 by RFC 3629. Jackson's parser does not: it takes overlong forms, encoded surrogates and
 * code points above U+10FFFF.
 */
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static void require(byte[] bytes, int start, int end) {
        for (int index = start; index < end; ) {
            if (index + Long.BYTES <= end && ((long) EIGHT_BYTES.get(bytes, index) & HIGH_BITS) == 0) {
                index += Long.BYTES;
            } else if (bytes[index] >= 0) {
                index++;
            } else {
                index += sequenceLength(bytes, index, end, start);
            }
        }
    }

    /** The length of the sequence of several bytes that begins here. The ranges are those of RFC 3629, section 4. */
    private static int sequenceLength(byte[] bytes, int index, int end, int start) {
        int first = bytes[index] & 0xFF;
        int second = index + 1 < end ? bytes[index + 1] & 0xFF : 0;
        int length = 0;
        if (first >= 0xC2 && first <= 0xDF) {
            length = isBetween(second, 0x80, 0xBF) ? 2 : 0;
        } else if (first >= 0xE0 && first <= 0xEF) {
            length = isBetween(second, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) ? 3 : 0;
        } else if (first >= 0xF0 && first <= 0xF4) {
            length = isBetween(second, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) ? 4 : 0;
        }
        boolean valid = length > 0 && index + length <= end;
        for (int next = index + 2; valid && next < index + length; next++) {
            valid = isBetween(bytes[next] & 0xFF, 0x80, 0xBF);
        }
        if (!valid) {
            throw new JsonException(
                    Reason.NOT_UTF8,
                    "JSON text is not UTF-8: byte 0x" + Integer.toHexString(first) + " at offset " + (index - start));
        }
        return length;
    }

    private static boolean isBetween(int value, int lowest, int highest) {
        return lowest <= value && value <= highest;
    }

    /** The bytes of a text, which must not have lone surrogates: they have no UTF-8 form. */
    static byte[] encode(String text) {
        try {
            ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new JsonException(Reason.NOT_UTF8, "JSON text has a surrogate without its other half");
        }
    }
}
