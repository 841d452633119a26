package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.StoredRecord;
import java.util.List;

/**
 * A piece of one partition as Kafka has it: all its records in [from, to). Immutable; what it holds can't change, so it
 * outlives the records in Kafka.
 *
 * @param from the first offset
 * @param to the first offset behind; a hole behind the last record belongs to the chunk, however long it is
 * @param records the records, ascending
 * @param settled whether it will never hold more: else it ends where the log ended
 */
record Chunk(long from, long to, List<StoredRecord> records, boolean settled) {

    /** So many offsets are a chunk, counted from 0, so that all who read there read the same. */
    static final int OFFSETS = 512;

    /** A chunk ends earlier where its values get larger than this. */
    static final int MAX_BYTES = 1 << 20;

    private static final int OVERHEAD_PER_RECORD = 96;
    private static final int OVERHEAD = 128;

    Chunk {
        records = List.copyOf(records);
    }

    static long alignedStart(long offset) {
        return offset - offset % OFFSETS;
    }

    static long alignedEnd(long offset) {
        long start = alignedStart(offset);
        return start > Long.MAX_VALUE - OFFSETS ? Long.MAX_VALUE : start + OFFSETS;
    }

    /** About what it takes of the heap. */
    int weight() {
        long bytes = OVERHEAD;
        for (StoredRecord record : records) {
            bytes += OVERHEAD_PER_RECORD + record.size();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
