package io.dashstream.core.json;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of member names with quotes and colon. The objects of a state share few names, so a small table that forgets
 * on collision saves escaping nearly all of them. A name is kept when it comes for the second time: an object that is a
 * map has many names that never come again.
 */
final class Names {

    private static final int LONGEST = 48;
    private static final int SLOTS = 256;
    private static final byte[] NOT_KEPT = {};

    /** The table is made when so many names have come: most values have few. */
    private static final int FEW = 16;

    private @Nullable String[] names = {};
    private byte[][] spelled = {};
    private int seen;

    /** The bytes of a name, for reading only; none if they are not kept. */
    byte[] spelled(String name) {
        if (name.length() > LONGEST || isOneOfFew()) {
            return NOT_KEPT;
        }
        int hash = name.hashCode();
        int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
        if (!name.equals(names[slot])) {
            names[slot] = name;
            spelled[slot] = NOT_KEPT;
        } else if (spelled[slot].length == 0) {
            spelled[slot] = spell(name);
        }
        return spelled[slot];
    }

    private boolean isOneOfFew() {
        if (names.length > 0) {
            return false;
        }
        if (++seen <= FEW) {
            return true;
        }
        names = new String[SLOTS];
        spelled = new byte[SLOTS][];
        return false;
    }

    private static byte[] spell(String name) {
        GrowingSink sink = new GrowingSink(16, ByteSink.MAX_ROOM);
        new TextWriter(sink).write(name);
        sink.ensure(1);
        sink.buffer[sink.position++] = ':';
        return sink.toBytes();
    }
}
