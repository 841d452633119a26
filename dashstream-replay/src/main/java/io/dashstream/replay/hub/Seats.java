package io.dashstream.replay.hub;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many sessions there may be, in all and per client address. Thread-safe. */
final class Seats {

    private final int inAll;
    private final int perAddress;
    private final Map<String, Integer> taken = new HashMap<>();
    private int count;
    private boolean closed;

    Seats(int inAll, int perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** Takes a seat, or says why there is none. */
    synchronized Optional<Refusal> take(String address) {
        if (closed) {
            return Optional.of(Refusal.DRAINING);
        }
        if (count >= inAll) {
            return Optional.of(Refusal.TOO_MANY_SESSIONS);
        }
        if (taken.getOrDefault(address, 0) >= perAddress) {
            return Optional.of(Refusal.TOO_MANY_FROM_ADDRESS);
        }
        count++;
        taken.merge(address, 1, Integer::sum);
        return Optional.empty();
    }

    synchronized void leave(String address) {
        count--;
        taken.computeIfPresent(address, (same, seats) -> seats == 1 ? null : seats - 1);
    }

    synchronized void close() {
        closed = true;
    }
}
