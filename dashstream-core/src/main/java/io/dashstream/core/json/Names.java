package io.dashstream.core.json;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of member names with quotes and colon. The objects of a state share few names, so a small table that forgets
 * on collision saves escaping nearly all of them.
 */
final class Names {

    static final int LONGEST = 48;

    private static final int SLOTS = 256;

    private final @Nullable String[] names = new String[SLOTS];
    private final byte[][] spelled = new byte[SLOTS][];

    /** The bytes of a name that has at most {@link #LONGEST} characters, for reading only. */
    byte[] spelled(String name) {
        int hash = name.hashCode();
        int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
        if (!name.equals(names[slot])) {
            spelled[slot] = spell(name);
            names[slot] = name;
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
