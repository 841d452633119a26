package io.dashstream.replay.run;

import io.dashstream.replay.session.SessionScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives up runs that nothing is heard of. It is driven by time: on a quiet system nothing else would come by. Looking ten
 * times per idle time, but at least once a minute, it is late by that much at most. Thread-safe.
 */
final class IdleWatch {

    private static final int LOOKS_PER_IDLE_TIME = 10;
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofMinutes(1);

    private final SessionScheduler scheduler;
    private final RunTable table;
    private final Duration idleTime;
    private final Duration interval;
    private SessionScheduler.@Nullable Timer next;
    private boolean stopped;

    IdleWatch(SessionScheduler scheduler, RunTable table, Duration idleTime) {
        this.scheduler = scheduler;
        this.table = table;
        this.idleTime = idleTime;
        Duration part = idleTime.dividedBy(LOOKS_PER_IDLE_TIME);
        this.interval = part.compareTo(LOOK_AT_LEAST_EVERY) < 0 ? part : LOOK_AT_LEAST_EVERY;
    }

    synchronized void start() {
        if (!stopped) {
            next = scheduler.schedule(interval, this::look);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void look() {
        table.giveUpSilentFor(idleTime);
        start();
    }
}
