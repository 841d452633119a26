package io.dashstream.core.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers given up as missing, as ranges. The ranges kept are bounded, the oldest go first.
 */
final class MissingNumbers {

    private static final int LARGEST = 256;

    /** First to last number of each range, both unsigned. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>(Long::compareUnsigned);

    void add(long first, long last) {
        ranges.put(first, last);
        if (ranges.size() > LARGEST) {
            ranges.pollFirstEntry();
        }
    }

    boolean contains(long sequence) {
        Map.Entry<Long, Long> range = ranges.floorEntry(sequence);
        return range != null && Long.compareUnsigned(sequence, range.getValue()) <= 0;
    }

    /** Takes a number out; says whether it was one of them. */
    boolean remove(long sequence) {
        if (!contains(sequence)) {
            return false;
        }
        Map.Entry<Long, Long> range = ranges.floorEntry(sequence);
        long first = range.getKey();
        long last = range.getValue();
        ranges.remove(first);
        if (first != sequence) {
            ranges.put(first, sequence - 1);
        }
        if (last != sequence) {
            ranges.put(sequence + 1, last);
        }
        return true;
    }

    void clear() {
        ranges.clear();
    }
}
