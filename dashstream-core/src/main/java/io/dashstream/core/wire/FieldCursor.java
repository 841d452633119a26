package io.dashstream.core.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.core.wire.FieldShapes.Field;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over encoded fields and allocates nothing but the texts that are asked for. It checks what the parser would check of
 * what it passes over, down to the UTF-8 of texts it skips.
 *
 * <p>It is stricter than the parser. At the first thing that it does not expect it is odd for good: it stands behind every
 * end, what it reads is nothing, and only the parser can tell what is there. While it is not odd, the parser takes all that
 * it has passed over.
 */
final class FieldCursor {

    /** Behind every end. */
    private static final int NOWHERE = Integer.MAX_VALUE;

    /** Deeper than messages are, and far less deep than the parser goes. */
    private static final int DEEPEST = 40;

    /** Lengths take four bytes at most, as messages have less than 256 MiB. */
    private static final int LENGTH_BITS = 28;

    private static final int VARINT_BYTES = 10;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private final byte[] bytes;
    private int at;

    FieldCursor(byte[] bytes, int start) {
        this.bytes = bytes;
        this.at = start;
    }

    /** Whether there is more before an end. */
    boolean isBefore(int end) {
        return at < end;
    }

    boolean isOdd() {
        return at == NOWHERE;
    }

    void giveUp() {
        at = NOWHERE;
    }

    /** The next byte as a tag; there must be one. */
    byte tag() {
        return bytes[at++];
    }

    /** Reads the length that a delimited field begins with, and gives the field's end. */
    int part(int end) {
        int length = 0;
        for (int shift = 0; shift < LENGTH_BITS && at < end; shift += 7) {
            byte next = bytes[at++];
            length |= (next & 0x7f) << shift;
            if (next >= 0 && length <= end - at) {
                return at + length;
            }
            if (next >= 0) {
                break;
            }
        }
        giveUp();
        return end;
    }

    long number(int end) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte next = bytes[at++];
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        giveUp();
        return 0;
    }

    String text(int outerEnd) {
        int end = part(outerEnd);
        int start = at;
        passText(end);
        return isOdd() ? "" : new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** Passes over bytes and gives how many. */
    int bytes(int outerEnd) {
        int end = part(outerEnd);
        if (isOdd()) {
            return 0;
        }
        int length = end - at;
        at = end;
        return length;
    }

    /** Passes over what follows a field's tag. */
    void skip(@Nullable Field field, int end) {
        skip(field, end, 0);
    }

    private void skip(@Nullable Field field, int end, int depth) {
        if (field == null || depth > DEEPEST) {
            giveUp();
            return;
        }
        switch (field.shape()) {
            case VARINT -> passVarint(end);
            case FIXED32 -> pass(Integer.BYTES, end);
            case FIXED64 -> pass(Long.BYTES, end);
            case BYTES -> bytes(end);
            case TEXT -> passText(part(end));
            case MESSAGE -> passFields(field.fields(), part(end), depth + 1);
            case PACKED_VARINTS -> passVarints(part(end));
            case PACKED_FIXED32 -> passAll(Integer.BYTES, part(end));
            case PACKED_FIXED64 -> passAll(Long.BYTES, part(end));
        }
    }

    private void passFields(FieldShapes fields, int end, int depth) {
        while (at < end) {
            skip(fields.field(bytes[at++]), end, depth);
        }
    }

    private void pass(int count, int end) {
        if (count > end - at) {
            giveUp();
        } else {
            at += count;
        }
    }

    private void passAll(int each, int end) {
        while (at < end) {
            pass(each, end);
        }
    }

    private void passVarint(int end) {
        int last = Math.min(end, at + VARINT_BYTES);
        while (at < last) {
            if (bytes[at++] >= 0) {
                return;
            }
        }
        giveUp();
    }

    private void passVarints(int end) {
        while (at < end) {
            passVarint(end);
        }
    }

    private void passText(int end) {
        while (at <= end - Long.BYTES && ((long) EIGHT_BYTES.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        if (at < end) {
            boolean isText =
                    UnsafeByteOperations.unsafeWrap(bytes, at, end - at).isValidUtf8();
            at = isText ? end : NOWHERE;
        }
    }
}
