package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Where a reader is, for everybody to see; written by the reader's thread. */
final class Progress {

    /** An end of the log is taken for known so long, in looks that should have come since. */
    private static final int FRESH_LOOKS = 5;

    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final long freshNanos;
    private volatile long endsSeenAt;
    private volatile boolean endsSeen;
    private volatile Set<Integer> silent = Set.of();
    private volatile Optional<Epoch> epoch = Optional.empty();
    private volatile ReaderStatus status = new ReaderStatus(ReaderStatus.Phase.NEW, Optional.empty());

    Progress(Duration lookInterval, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.freshNanos = lookInterval.toNanos() * FRESH_LOOKS;
    }

    void is(ReaderStatus.Phase phase) {
        status = new ReaderStatus(phase, Optional.empty());
    }

    void is(ReaderStatus.Phase phase, String detail) {
        status = new ReaderStatus(phase, Optional.of(detail));
    }

    void is(ReaderStatus.Phase phase, Optional<String> detail) {
        status = new ReaderStatus(phase, detail);
    }

    ReaderStatus status() {
        return status;
    }

    Optional<Epoch> epoch() {
        return epoch;
    }

    void begins(Epoch newEpoch) {
        positions.clear();
        ends.clear();
        epoch = Optional.of(newEpoch);
    }

    void at(int partition, long position) {
        positions.put(partition, position);
    }

    void ends(Map<Integer, Long> seen) {
        // Where a partition that did not answer ends is not known, however well it was known before.
        ends.keySet().retainAll(seen.keySet());
        ends.putAll(seen);
        endsSeenAt = nanoTime.getAsLong();
        endsSeen = true;
    }

    /** Which partitions did not answer when the topic was looked at last. */
    void silent(Set<Integer> partitions) {
        silent = Set.copyOf(partitions);
    }

    SortedSet<Integer> silent() {
        return new TreeSet<>(silent);
    }

    /** How old what is known of the ends of the log is; empty while nothing is known. */
    Optional<Duration> lagAge() {
        return endsSeen ? Optional.of(Duration.ofNanos(nanoTime.getAsLong() - endsSeenAt)) : Optional.empty();
    }

    SortedMap<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    SortedMap<Integer, Long> lag() {
        SortedMap<Integer, Long> lag = new TreeMap<>();
        if (nanoTime.getAsLong() - endsSeenAt <= freshNanos) {
            ends.forEach((partition, end) -> {
                Long position = positions.get(partition);
                if (position != null) {
                    lag.put(partition, Math.max(0, end - position));
                }
            });
        }
        return lag;
    }
}
