package io.dashstream.producer;

import io.dashstream.producer.event.ThreadLine;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The threads that have sent something, so that their numbers go on from run to run. Keeps the most recently used; a thread with
 * an open run is never forgotten, one that was forgotten begins anew with a new run, which receivers take as such.
 *
 * <p>Thread-safe.
 */
final class ThreadRegistry {

    private record Key(String tenantId, String threadId) {}

    private final Map<Key, ThreadLine> lines = new LinkedHashMap<>(16, 0.75f, true);
    private final long capacity;
    private final LongSupplier firstSequence;

    ThreadRegistry(long capacity, LongSupplier firstSequence) {
        this.capacity = capacity;
        this.firstSequence = firstSequence;
    }

    synchronized ThreadLine line(String tenantId, String threadId) {
        ThreadLine line = lines.computeIfAbsent(
                new Key(tenantId, threadId), key -> new ThreadLine(tenantId, threadId, firstSequence.getAsLong()));
        if (lines.size() > capacity) {
            forgetOldest(line);
        }
        return line;
    }

    private void forgetOldest(ThreadLine keep) {
        Iterator<ThreadLine> oldestFirst = lines.values().iterator();
        while (oldestFirst.hasNext()) {
            ThreadLine candidate = oldestFirst.next();
            if (!candidate.equals(keep) && candidate.openRuns().get() == 0) {
                oldestFirst.remove();
                return;
            }
        }
    }

    synchronized int size() {
        return lines.size();
    }
}
