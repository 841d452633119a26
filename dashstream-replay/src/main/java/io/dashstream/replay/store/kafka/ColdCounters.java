package io.dashstream.replay.store.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of cold reads, by whatever thread. */
final class ColdCounters {

    final LongAdder reads = new LongAdder();
    final LongAdder readNanos = new LongAdder();
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder busy = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder otherLog = new LongAdder();

    ColdReadStats snapshot(long cachedChunks, boolean answering) {
        return new ColdReadStats(
                reads.sum(),
                Duration.ofNanos(readNanos.sum()),
                hits.sum(),
                misses.sum(),
                busy.sum(),
                failures.sum(),
                otherLog.sum(),
                cachedChunks,
                answering);
    }
}
