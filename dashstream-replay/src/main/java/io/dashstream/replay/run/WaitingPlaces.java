package io.dashstream.replay.run;

import io.dashstream.core.run.ThreadKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the messages are that were given to the assembler and not yet reported by it: it may hold them back until an
 * earlier one comes. Bounded by what the assembler holds back.
 */
final class WaitingPlaces {

    private record Name(ThreadKey thread, long sequence) {}

    private final Map<Name, Place> places = new HashMap<>();

    /** Takes note of a message; of a copy of one that waits, the first place stays. */
    void put(ThreadKey thread, long sequence, Place place) {
        places.putIfAbsent(new Name(thread, sequence), place);
    }

    /** Forgets a message that the assembler did not take; one with the same number may wait at another place. */
    void drop(ThreadKey thread, long sequence, Place place) {
        places.remove(new Name(thread, sequence), place);
    }

    Optional<Place> take(ThreadKey thread, long sequence) {
        return Optional.ofNullable(places.remove(new Name(thread, sequence)));
    }

    /** Forgets everything of a thread that the assembler has dropped. */
    void forget(ThreadKey thread) {
        places.keySet().removeIf(name -> name.thread().equals(thread));
    }

    int size() {
        return places.size();
    }
}
