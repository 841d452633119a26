package io.dashstream.replay.reader;

import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a reader counts. Each counter only grows; written by the reader's thread, read by anybody. */
final class ReaderCounters {

    final LongAdder records = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder missingOffsets = new LongAdder();
    final LongAdder truncations = new LongAdder();
    final LongAdder epochs = new LongAdder();
    final LongAdder looks = new LongAdder();
    final LongAdder failedLooks = new LongAdder();
    final LongAdder appendFailures = new LongAdder();
    final LongAdder failures = new LongAdder();
    private final Map<Readability, LongAdder> byReadability = new EnumMap<>(Readability.class);
    private final Map<Readability, LongAdder> newByReadability = new EnumMap<>(Readability.class);

    ReaderCounters() {
        for (Readability readability : Readability.values()) {
            byReadability.put(readability, new LongAdder());
            newByReadability.put(readability, new LongAdder());
        }
    }

    void count(StoredRecord record, boolean isNew) {
        records.increment();
        bytes.add(record.size());
        Readability readability = record.label().readability();
        adder(byReadability, readability).increment();
        if (isNew) {
            adder(newByReadability, readability).increment();
        }
    }

    Map<Readability, Long> byReadability() {
        return sums(byReadability);
    }

    /** Records that were not in the log yet when reading began. */
    Map<Readability, Long> newByReadability() {
        return sums(newByReadability);
    }

    private static Map<Readability, Long> sums(Map<Readability, LongAdder> adders) {
        Map<Readability, Long> counts = new EnumMap<>(Readability.class);
        adders.forEach((readability, adder) -> counts.put(readability, adder.sum()));
        return counts;
    }

    private static LongAdder adder(Map<Readability, LongAdder> adders, Readability readability) {
        LongAdder adder = adders.get(readability);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + readability);
        }
        return adder;
    }
}
