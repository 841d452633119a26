package io.dashstream.producer;

import io.dashstream.producer.event.ThreadLine;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The threads that have sent something, so that their numbers go on from run to run. Keeps the most recently used; a thread with
 * an open run is never forgotten, one that was forgotten begins anew with a new run, which receivers take as such.
 *
 * <p>Threads with open runs stand apart, so that a call costs the same however many there are. Thread-safe.
 */
final class ThreadRegistry {

    private record Key(String tenantId, String threadId) {
        static Key of(ThreadLine line) {
            return new Key(line.tenantId(), line.threadId());
        }
    }

    private final Map<Key, ThreadLine> open = new HashMap<>();

    /** In the order in which their last runs ended. */
    private final Map<Key, ThreadLine> idle = new LinkedHashMap<>();

    private final long capacity;
    private final LongSupplier firstSequence;

    /**
     * Creates an empty registry.
     *
     * @param capacity how many threads are remembered; more only while more have open runs
     * @param firstSequence the first number of a thread that is not known
     */
    ThreadRegistry(long capacity, LongSupplier firstSequence) {
        this.capacity = capacity;
        this.firstSequence = firstSequence;
    }

    /** A run begins on a thread. */
    synchronized ThreadLine runBegins(String tenantId, String threadId) {
        Key key = new Key(tenantId, threadId);
        ThreadLine line = open.get(key);
        if (line == null) {
            ThreadLine known = idle.remove(key);
            line = known == null ? new ThreadLine(tenantId, threadId, firstSequence.getAsLong()) : known;
            open.put(key, line);
            forgetOldest();
        }
        line.openRuns().incrementAndGet();
        return line;
    }

    /** A run that began on this line has sent its last message. */
    synchronized void runEnded(ThreadLine line) {
        if (line.openRuns().decrementAndGet() == 0) {
            open.remove(Key.of(line));
            idle.put(Key.of(line), line);
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<ThreadLine> oldestFirst = idle.values().iterator();
        while (size() > capacity && oldestFirst.hasNext()) {
            oldestFirst.next();
            oldestFirst.remove();
        }
    }

    synchronized int size() {
        return open.size() + idle.size();
    }
}
