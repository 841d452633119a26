package io.dashstream.replay.session;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * How long a session has been waiting for the log to reach its client's cursor. It waits for the grace time at least, and
 * for as long as nobody knows where the log ends now: a server that can't ask must not say that a cursor is wrong.
 */
final class Hold {

    /** The first may have been asked for before the wait began. */
    private static final int ANSWERS = 2;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final SessionScheduler scheduler;
    private final Duration grace;
    private final IntToLongFunction endsHeard;
    private final Map<Integer, Long> heardBefore = new HashMap<>();
    private long since;
    private boolean running;
    private boolean ripe;

    /**
     * Creates one that does not wait yet.
     *
     * @param endsHeard how often it was said where the log of a partition ends
     */
    Hold(SessionScheduler scheduler, Duration grace, IntToLongFunction endsHeard) {
        this.scheduler = scheduler;
        this.grace = grace;
        this.endsHeard = endsHeard;
    }

    /**
     * Begins to wait, if it is not waiting yet, and says whether it has waited long enough. It has only if that was so
     * before the caller looked where the log ends: what is heard between that look and this call is looked at once more.
     *
     * @param partitions those whose end has to be known
     */
    boolean isOver(Collection<Integer> partitions) {
        if (!running) {
            running = true;
            since = scheduler.nanoTime();
        }
        boolean wasRipe = ripe;
        partitions.forEach(partition -> heardBefore.putIfAbsent(partition, endsHeard.applyAsLong(partition)));
        ripe = leftOfGrace().isZero() && partitions.stream().allMatch(this::isKnown);
        return wasRipe && ripe;
    }

    private boolean isKnown(int partition) {
        return endsHeard.applyAsLong(partition) - heardBefore.getOrDefault(partition, 0L) >= ANSWERS;
    }

    /** When to look again. */
    Duration left() {
        if (ripe) {
            return AT_ONCE;
        }
        Duration left = leftOfGrace();
        return left.isZero() ? LOOK_AGAIN : left;
    }

    private Duration leftOfGrace() {
        Duration left = grace.minusNanos(scheduler.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    void end() {
        running = false;
        ripe = false;
        heardBefore.clear();
    }
}
