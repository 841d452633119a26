package io.dashstream.replay.store.redis;

import io.dashstream.replay.store.PageLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a page to fetch of each partition before it is known what each one has. Shares go by the backlog that was
 * seen last, so that a partition that is far behind gets the room that the others don't need, and everyone gets at least
 * an equal part; so at most twice a page is fetched.
 */
final class Quotas {

    private final PageLimits limits;
    private final Map<Integer, Integer> records = new HashMap<>();

    /** Divides a page by the backlogs, which may be too large but not too small by much. */
    Quotas(PageLimits limits, Map<Integer, Long> backlogs) {
        this.limits = limits;
        int least = part(limits.maxRecords(), backlogs.size());
        int left = limits.maxRecords();
        List<Map.Entry<Integer, Long>> ascending = new ArrayList<>(backlogs.entrySet());
        ascending.sort(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        for (int i = 0; i < ascending.size(); i++) {
            int share = (int)
                    Math.min(part(left, ascending.size() - i), ascending.get(i).getValue());
            left -= share;
            records.put(ascending.get(i).getKey(), Math.max(least, share));
        }
    }

    int records(int partition) {
        return records.getOrDefault(partition, 0);
    }

    long bytes(int partition) {
        return Math.max(1, (long) limits.maxBytes() * records(partition) / limits.maxRecords());
    }

    private static int part(int whole, int parts) {
        return Math.max(1, (whole + parts - 1) / Math.max(1, parts));
    }
}
