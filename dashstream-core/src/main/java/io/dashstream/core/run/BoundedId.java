package io.dashstream.core.run;

import io.dashstream.core.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keeps ids of foreign origin short without merging two of them and without splitting a character. */
final class BoundedId {

    private static final int KEPT_CHARS = 128;
    private static final int HASH_CHARS = 64;
    private static final char HASH_MARK = '#';

    private BoundedId() {}

    /**
     * An id of at most 256 characters. Different ids stay different: what is cut gets the hash of the whole, and an id
     * that only looks as if it had been cut is treated as a long one.
     */
    static String of(String id) {
        if (id.length() <= WireLimits.MAX_ID_CHARS && !looksCut(id)) {
            return id;
        }
        return cut(id, KEPT_CHARS)
                + HASH_MARK
                + HexFormat.of().formatHex(Sha256.of(id.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean looksCut(String id) {
        int mark = id.length() - HASH_CHARS - 1;
        return mark >= 0 && id.charAt(mark) == HASH_MARK;
    }

    private static String cut(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end);
    }
}
