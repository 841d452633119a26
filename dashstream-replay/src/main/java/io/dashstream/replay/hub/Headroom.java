package io.dashstream.replay.hub;

import io.dashstream.replay.session.SessionStatus;
import io.dashstream.replay.store.StoreBounds;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far retention is from the session that is next to be reached by it, among those that it gains on: a replay from the
 * oldest record stands at the floor, and is in no danger while it moves on faster than that does. Used by one sampler.
 */
final class Headroom {

    private Map<String, Long> roomBefore = new HashMap<>();
    private Map<String, Long> room = new HashMap<>();
    private OptionalLong least = OptionalLong.empty();

    /** A sample of all sessions begins. */
    void begin() {
        roomBefore = room;
        room = new HashMap<>();
        least = OptionalLong.empty();
    }

    void take(String session, SessionStatus status, StoreBounds bounds) {
        status.headroom(bounds).ifPresent(now -> {
            room.put(session, now);
            Long before = roomBefore.get(session);
            if (before != null && (now < before || (now == 0 && before == 0))) {
                least = OptionalLong.of(Math.min(now, least.orElse(Long.MAX_VALUE)));
            }
        });
    }

    /** In offsets; empty if retention gains on nobody. */
    OptionalLong least() {
        return least;
    }
}
