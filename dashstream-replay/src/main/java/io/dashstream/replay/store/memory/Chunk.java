package io.dashstream.replay.store.memory;

import io.dashstream.replay.store.StoredRecord;

/**
 * A piece of a partition's log: a fixed array that is only ever filled up, never changed. Slots that a {@link LogView}
 * shows were written before the view was published, so readers need no lock and the writer no copy.
 */
final class Chunk {

    private final StoredRecord[] records;
    private final long from;
    private final long openedAt;
    private int used;
    private long bytes;
    private long lastAppendedAt;
    private long maxTimestamp = Long.MIN_VALUE;

    /**
     * An empty chunk.
     *
     * @param capacity how many records it takes
     * @param from the offset from which on it covers the log
     * @param now when it was opened, monotonic nanoseconds
     */
    Chunk(int capacity, long from, long now) {
        this.records = new StoredRecord[capacity];
        this.from = from;
        this.openedAt = now;
        this.lastAppendedAt = now;
    }

    void add(StoredRecord record, long now) {
        records[used++] = record;
        bytes += record.size();
        lastAppendedAt = now;
        maxTimestamp = Math.max(maxTimestamp, record.timestampMillis());
    }

    /** The same records up to an offset, in an array of its own: views of the old chunk stay what they are. */
    Chunk cutAt(long end, long now) {
        Chunk cut = new Chunk(records.length, from, openedAt);
        for (int i = 0; i < used && records[i].offset() < end; i++) {
            cut.add(records[i], now);
        }
        return cut;
    }

    boolean isFull() {
        return used == records.length;
    }

    long from() {
        return from;
    }

    long openedAt() {
        return openedAt;
    }

    /** How many records the writer has put in; readers go by their view. */
    int used() {
        return used;
    }

    long bytes() {
        return bytes;
    }

    long lastAppendedAt() {
        return lastAppendedAt;
    }

    /** At least the highest timestamp of the records that a view shows. */
    long maxTimestamp() {
        return maxTimestamp;
    }

    StoredRecord get(int index) {
        return records[index];
    }

    /** The index of the first of {@code count} records whose offset is not below the one given, or {@code count}. */
    int indexOf(long offset, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records[middle].offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
