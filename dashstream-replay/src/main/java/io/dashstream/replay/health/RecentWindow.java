package io.dashstream.replay.health;

import io.dashstream.replay.reader.ReaderStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

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
            long recordsInAll) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private long looked;
    private OptionalLong lastRecord = OptionalLong.empty();

    void take(ReaderStats stats, long now) {
        Sample sample = sample(stats, now);
        Sample before = samples.peekLast();
        if (before == null || sample.looks() > before.looks()) {
            looked = now;
        }
        if (sample.recordsInAll() > (before == null ? 0 : before.recordsInAll())) {
            lastRecord = OptionalLong.of(now);
        }
        // Asked often, it would keep a sample of each time.
        if (before != null && samples.size() > 1 && now - before.at() < LENGTH.toNanos() / 60) {
            samples.removeLast();
            Sample kept = samples.peekLast();
            if (kept != null && now - kept.at() >= LENGTH.toNanos() / 60) {
                samples.addLast(before);
            }
        }
        samples.addLast(sample);
        while (samples.size() > 1 && now - second().at() >= LENGTH.toNanos()) {
            samples.removeFirst();
        }
    }

    /** What happened since the first sample that is kept. */
    Recent recent() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return new Recent(
                Duration.ofNanos(Math.min(last.at() - first.at(), LENGTH.toNanos())),
                last.records() - first.records(),
                last.unreadable() - first.unreadable(),
                last.missing() - first.missing(),
                last.kafka() - first.kafka(),
                last.store() - first.store());
    }

    /** How long ago the reader was last seen to have looked at the topic: a reader that hangs does not look. */
    Duration sinceLook(long now) {
        return Duration.ofNanos(now - looked);
    }

    /** When a record was last seen to have come, if one ever was. */
    OptionalLong lastRecord() {
        return lastRecord;
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }

    private static Sample sample(ReaderStats stats, long now) {
        return new Sample(
                now,
                stats.poison().newRecordCount(),
                stats.poison().newUnreadable(),
                stats.missingOffsets(),
                stats.failedLooks() + stats.failures(),
                stats.appendFailures(),
                stats.looks(),
                stats.records());
    }
}
