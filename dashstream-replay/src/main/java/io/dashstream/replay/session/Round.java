package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One way from a start to a target: what was delivered, what is left, and what of the budget is used. */
final class Round {

    private final int number;
    private final ReplayBudget budget;
    private SortedMap<Integer, Long> target;
    private long delivered;
    private long gaps;
    private long recordsUsed;
    private long bytesUsed;
    private long budgetSince;
    private boolean over;

    Round(int number, ReplayBudget budget, SortedMap<Integer, Long> target, long now) {
        this.number = number;
        this.budget = budget;
        this.target = target;
        this.budgetSince = now;
    }

    /** The same replay, to another target: what was used of its budget stays used. */
    Round goingOn(SortedMap<Integer, Long> newTarget) {
        Round next = new Round(number + 1, budget, newTarget, budgetSince);
        next.recordsUsed = recordsUsed;
        next.bytesUsed = bytesUsed;
        return next;
    }

    int number() {
        return number;
    }

    SortedMap<Integer, Long> target() {
        return target;
    }

    long delivered() {
        return delivered;
    }

    long gaps() {
        return gaps;
    }

    /** Whether the round's replay has ended, completely or by a skip: what follows is live, or catching up. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    void charge(Page page) {
        delivered += page.records().size();
        recordsUsed += page.records().size();
        bytesUsed += page.bytes();
    }

    void countGap() {
        gaps++;
    }

    void renewBudget(long now) {
        recordsUsed = 0;
        bytesUsed = 0;
        budgetSince = now;
    }

    void aimAt(SortedMap<Integer, Long> newTarget) {
        target = newTarget;
    }

    boolean reached(Cursor cursor) {
        return target.entrySet().stream().allMatch(goal -> nextOf(cursor, goal.getKey()) >= goal.getValue());
    }

    SortedMap<Integer, Long> remaining(Cursor cursor) {
        SortedMap<Integer, Long> left = new TreeMap<>();
        target.forEach((partition, goal) -> left.put(partition, Math.max(0, goal - nextOf(cursor, partition))));
        return left;
    }

    long remainingInAll(Cursor cursor) {
        return remaining(cursor).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Which part of the budget is used up, if one is. Behind the replay there is no budget. */
    Optional<CapReason> spent(long now) {
        if (over) {
            return Optional.empty();
        }
        if (recordsUsed >= budget.maxRecords()) {
            return Optional.of(CapReason.MAX_RECORDS);
        }
        if (bytesUsed >= budget.maxBytes()) {
            return Optional.of(CapReason.MAX_BYTES);
        }
        if (now - budgetSince >= nanos(budget.maxDuration())) {
            return Optional.of(CapReason.MAX_DURATION);
        }
        return Optional.empty();
    }

    /** The page's bounds, narrowed to what is left of the budget. */
    PageLimits narrow(PageLimits limits) {
        if (over) {
            return limits;
        }
        return new PageLimits((int) Math.min(limits.maxRecords(), budget.maxRecords() - recordsUsed), (int)
                Math.min(limits.maxBytes(), budget.maxBytes() - bytesUsed));
    }

    private static long nextOf(Cursor cursor, int partition) {
        return cursor.position(partition).map(position -> position.next()).orElse(0L);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }
}
