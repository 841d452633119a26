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

    private final @Nullable String[] names = new String[SLOTS];
    private final byte[][] spelled = new byte[SLOTS][];

    /** The bytes of a name, for reading only; none if they are not kept. */
    byte[] spelled(String name) {
        if (name.length() > LONGEST) {
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

    private static byte[] spell(String name) {
        GrowingSink sink = new GrowingSink(16, ByteSink.MAX_ROOM);
        new TextWriter(sink).write(name);
        sink.ensure(1);
        sink.buffer[sink.position++] = ':';
        return sink.toBytes();
    }
}
