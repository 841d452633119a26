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

    ReaderCounters() {
        for (Readability readability : Readability.values()) {
            byReadability.put(readability, new LongAdder());
        }
    }

    void count(StoredRecord record) {
        records.increment();
        bytes.add(record.size());
        adder(record.label().readability()).increment();
    }

    Map<Readability, Long> byReadability() {
        Map<Readability, Long> counts = new EnumMap<>(Readability.class);
        byReadability.forEach((readability, adder) -> counts.put(readability, adder.sum()));
        return counts;
    }

    private LongAdder adder(Readability readability) {
        LongAdder adder = byReadability.get(readability);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + readability);
        }
        return adder;
    }
}
