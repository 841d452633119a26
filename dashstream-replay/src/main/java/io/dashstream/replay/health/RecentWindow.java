package io.dashstream.replay.health;

import io.dashstream.replay.reader.ReaderStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Remembers counters for two minutes and gives what they grew by. Not thread-safe. */
final class RecentWindow {

    static final Duration LENGTH = Duration.ofMinutes(2);

    /** The counters at a time. */
    private record Sample(
            long at,
            long records,
            long unreadable,
            long missing,
            long kafka,
            long store,
            long looks,
            long recordsInAll,
            SortedMap<String, Long> delivery) {}

    /** So far apart are the samples that are kept. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Deque<Sample> kept = new ArrayDeque<>();
    private Sample newest = new Sample(0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>());
    private long looked;
    private OptionalLong lastRecord = OptionalLong.empty();

    void take(Vitals vitals, long now) {
        Sample sample = sample(vitals.reader(), vitals.delivery(), now);
        if (kept.isEmpty() || sample.looks() > newest.looks()) {
            looked = now;
        }
        if (sample.recordsInAll() > newest.recordsInAll()) {
            lastRecord = OptionalLong.of(now);
        }
        newest = sample;
        if (kept.isEmpty() || now - kept.getLast().at() >= STEP.toNanos()) {
            kept.addLast(sample);
        }
        while (now - kept.getFirst().at() > LENGTH.toNanos()) {
            kept.removeFirst();
        }
    }

    /** What happened since the oldest sample that is kept. */
    Recent recent() {
        Sample oldest = kept.getFirst();
        return new Recent(
                Duration.ofNanos(newest.at() - oldest.at()),
                newest.records() - oldest.records(),
                newest.unreadable() - oldest.unreadable(),
                newest.missing() - oldest.missing(),
                newest.kafka() - oldest.kafka(),
                newest.store() - oldest.store(),
                grown(newest.delivery(), oldest.delivery()));
    }

    private static SortedMap<String, Long> grown(SortedMap<String, Long> now, SortedMap<String, Long> before) {
        SortedMap<String, Long> grown = new TreeMap<>();
        now.forEach((name, count) -> grown.put(name, count - before.getOrDefault(name, 0L)));
        return grown;
    }

    /** How long ago the reader was last seen to have looked at the topic: a reader that hangs does not look. */
    Duration sinceLook(long now) {
        return Duration.ofNanos(now - looked);
    }

    /** When a record was last seen to have come, if one ever was. */
    OptionalLong lastRecord() {
        return lastRecord;
    }

    private static Sample sample(ReaderStats stats, SortedMap<String, Long> delivery, long now) {
        return new Sample(
                now,
                stats.poison().newRecordCount(),
                stats.poison().newUnreadable(),
                stats.missingOffsets(),
                stats.failedLooks() + stats.failures(),
                stats.appendFailures(),
                stats.looks(),
                stats.records(),
                delivery);
    }
}
