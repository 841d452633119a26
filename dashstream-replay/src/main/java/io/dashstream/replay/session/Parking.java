package io.dashstream.replay.session;

import io.dashstream.replay.store.AppendSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's wait for something to do: for the store's signal, and for a while at most, because a wake-up that never
 * comes must cost a second and not the session. Used in the session's mailbox only.
 */
final class Parking {

    private final AppendSignal signal;
    private final SessionScheduler scheduler;
    private final Mailbox mailbox;
    private final Runnable onWake;

    private AppendSignal.@Nullable Waiter waiter;
    private SessionScheduler.@Nullable Timer timer;
    private long stays;
    private boolean parked;

    Parking(AppendSignal signal, SessionScheduler scheduler, Mailbox mailbox, Runnable onWake) {
        this.signal = signal;
        this.scheduler = scheduler;
        this.mailbox = mailbox;
        this.onWake = onWake;
    }

    boolean isParked() {
        return parked;
    }

    /** The version to pass to {@link #park}, taken before the caller looks. */
    long version() {
        return signal.version();
    }

    /** Waits for the store to move on from the version seen, and at most for a while. */
    void park(long seen, Duration atMost) {
        parkFor(atMost);
        long stay = stays;
        waiter = signal.await(seen, () -> mailbox.post(() -> wake(stay)));
    }

    /** Waits for a while, whatever the store does. */
    void parkFor(Duration atMost) {
        leave();
        parked = true;
        long stay = ++stays;
        timer = scheduler.schedule(atMost, () -> mailbox.post(() -> wake(stay)));
    }

    /** Ends the wait without waking. */
    void leave() {
        parked = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (waiter != null) {
            waiter.cancel();
            waiter = null;
        }
    }

    private void wake(long stay) {
        if (parked && stay == stays) {
            leave();
            onWake.run();
        }
    }
}
