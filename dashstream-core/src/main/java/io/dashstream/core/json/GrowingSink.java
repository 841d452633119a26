package io.dashstream.core.json;

import java.util.Arrays;

/** Keeps everything in one array, up to a limit. It notices an excess while writing, within one buffer of the limit. */
final class GrowingSink extends ByteSink {

    private final long limit;

    GrowingSink(int capacity, long limit) {
        super(capacity);
        this.limit = limit;
    }

    @Override
    void makeRoom(int bytes) {
        requireWithinLimit();
        long wanted = Math.max(2L * buffer.length, (long) position + bytes);
        long most = Math.min(limit + MAX_ROOM, Integer.MAX_VALUE - 8L);
        if (position + (long) bytes > most) {
            throw JsonLimits.tooLarge(limit);
        }
        buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, most));
    }

    @Override
    void announce(long bytes) {
        if (position + bytes > limit) {
            throw JsonLimits.tooLarge(limit);
        }
    }

    byte[] toBytes() {
        requireWithinLimit();
        return Arrays.copyOf(buffer, position);
    }

    private void requireWithinLimit() {
        if (position > limit) {
            throw JsonLimits.tooLarge(limit);
        }
    }
}
