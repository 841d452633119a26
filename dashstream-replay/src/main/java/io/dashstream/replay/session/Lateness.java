package io.dashstream.replay.session;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * For how long a session has not had all that there is, and what it has waited for meanwhile, by the server's clock only.
 * Used in the session's mailbox only.
 */
final class Lateness {

    private final Map<LagCause, Long> waited = new EnumMap<>(LagCause.class);
    private Optional<LagCause> waitsFor = Optional.empty();
    private long waitsSince;
    private long hadAllAt;

    Lateness(long now) {
        this.waitsSince = now;
        this.hadAllAt = now;
    }

    /** The session has all that there is. */
    void hasAll(long now) {
        waited.clear();
        waitsSince = now;
        hadAllAt = now;
    }

    /** From now on the session waits for this, or for none of them. */
    void waits(Optional<LagCause> forWhat, long now) {
        waitsFor.ifPresent(cause -> waited.merge(cause, now - waitsSince, Long::sum));
        waitsFor = forWhat;
        waitsSince = now;
    }

    SessionSignal.FellBehind fellBehind(long lagRecords, long now) {
        return new SessionSignal.FellBehind(lagRecords, age(now), cause(now));
    }

    SessionSignal.CaughtUp caughtUp(long lagRecords, long now) {
        return new SessionSignal.CaughtUp(lagRecords, age(now), cause(now));
    }

    private Duration age(long now) {
        return Duration.ofNanos(now - hadAllAt);
    }

    /** What it has waited for longest in that time. */
    private LagCause cause(long now) {
        waits(waitsFor, now);
        return waited.entrySet().stream()
                .filter(wait -> wait.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(LagCause.STORE);
    }
}
