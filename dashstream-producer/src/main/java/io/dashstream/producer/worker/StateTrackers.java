package io.dashstream.producer.worker;

import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.ThreadLine;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The trackers of all threads, and what they may keep in memory: states only while a run is open, and what is remembered of
 * hashes within one bound for all of them together. For the worker only.
 */
final class StateTrackers {

    private static final long BUSY = Long.MAX_VALUE;

    private final Redactor redactor;
    private final long maxHashMemoryBytes;

    /** Weak: a tracker lives as long as anybody can still send on its thread. */
    private final Map<ThreadLine, StateTracker> all = new WeakHashMap<>();

    /** Those that hold a state, the least recently used first. */
    private final Map<ThreadLine, Held> holding = new LinkedHashMap<>(16, 0.75f, true);

    private long hashMemoryBytes;

    private static final class Held {
        private final StateTracker tracker;
        private long hashMemoryBytes;

        /** How many messages had been offered when the thread was first seen without an open run. */
        private long idleAt = BUSY;

        Held(StateTracker tracker) {
            this.tracker = tracker;
        }
    }

    /**
     * Creates an empty set.
     *
     * @param redactor takes secrets out of states
     * @param maxHashMemoryBytes what may be remembered of the hashes of all states together
     */
    StateTrackers(Redactor redactor, long maxHashMemoryBytes) {
        this.redactor = redactor;
        this.maxHashMemoryBytes = maxHashMemoryBytes;
    }

    /** The tracker of a thread that is about to be given a state. */
    StateTracker of(ThreadLine line) {
        StateTracker tracker = all.computeIfAbsent(line, unused -> new StateTracker(redactor));
        holding.computeIfAbsent(line, unused -> new Held(tracker));
        return tracker;
    }

    /** A state of this thread was hashed: what that left in memory counts, and the least recently used gives way. */
    void settle(ThreadLine line) {
        Held held = holding.get(line);
        if (held == null) {
            return;
        }
        account(held);
        Iterator<Held> leastRecentlyUsedFirst = holding.values().iterator();
        while (hashMemoryBytes > maxHashMemoryBytes && leastRecentlyUsedFirst.hasNext()) {
            Held oldest = leastRecentlyUsedFirst.next();
            oldest.tracker.forgetHashes();
            account(oldest);
        }
    }

    private void account(Held held) {
        long bytes = held.tracker.hashMemoryBytes();
        hashMemoryBytes += bytes - held.hashMemoryBytes;
        held.hashMemoryBytes = bytes;
    }

    /** A run of this thread has ended; the states are forgotten if it was the last one. */
    void runEnded(ThreadLine line) {
        if (line.openRuns().get() == 0) {
            Held held = holding.remove(line);
            if (held != null) {
                forget(held);
            }
        }
    }

    /**
     * Forgets the states of all threads without an open run: the end of a run may never have come this far. What was offered
     * before the end is still to come, so a thread is forgotten once that has been taken.
     *
     * @param offered how many messages the queue has taken in so far
     * @param taken how many of them have been processed
     */
    void sweep(long offered, long taken) {
        holding.entrySet().removeIf(entry -> {
            Held held = entry.getValue();
            if (entry.getKey().openRuns().get() > 0) {
                held.idleAt = BUSY;
                return false;
            }
            if (held.idleAt == BUSY) {
                held.idleAt = offered;
            }
            boolean over = taken >= held.idleAt;
            if (over) {
                forget(held);
            }
            return over;
        });
    }

    private void forget(Held held) {
        held.tracker.forget();
        account(held);
    }

    /** How many threads hold a state. */
    int holding() {
        return holding.size();
    }

    long hashMemoryBytes() {
        return hashMemoryBytes;
    }
}
