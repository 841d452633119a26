package io.dashstream.replay.store;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts, for a store, how often it was told where the log of each partition ends. Thread-safe. */
public final class EndsHeard {

    private final Map<Integer, Long> times = new ConcurrentHashMap<>();

    /** Nothing was heard yet. */
    public EndsHeard() {
        // The counters come as they are needed.
    }

    /**
     * Something was heard.
     *
     * @param partitions of which partitions
     */
    public void heard(Collection<Integer> partitions) {
        partitions.forEach(partition -> times.merge(partition, 1L, Long::sum));
    }

    /**
     * How often.
     *
     * @param partition the partition's number
     * @return 0 or more
     */
    public long times(int partition) {
        return times.getOrDefault(partition, 0L);
    }
}
