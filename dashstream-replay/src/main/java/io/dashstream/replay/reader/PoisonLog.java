package io.dashstream.replay.reader;

import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Says that records can't be read: the first one at once, and what follows summed up once a minute. */
final class PoisonLog {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Consumer<String> log;
    private final Map<Readability, Long> unsaid = new EnumMap<>(Readability.class);
    private boolean silent;
    private long saidAt;

    PoisonLog(Consumer<String> log) {
        this.log = log;
    }

    void take(StoredRecord record, long now) {
        unsaid.merge(record.label().readability(), 1L, Long::sum);
        sayWhenDue(now, record);
    }

    private void sayWhenDue(long now, StoredRecord last) {
        if (silent && now - saidAt < EVERY.toNanos()) {
            return;
        }
        log.accept("Records that can't be read are kept as they are and counted: " + unsaid + ", the last one "
                + "partition " + last.partition() + " offset " + last.offset());
        unsaid.clear();
        silent = true;
        saidAt = now;
    }
}
