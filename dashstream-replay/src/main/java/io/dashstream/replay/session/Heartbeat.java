package io.dashstream.replay.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a client hears something, however long there is nothing to send: whoever hears nothing can't tell a
 * session that waits from a connection that is gone. It begins once, with the first resume. Used in the session's
 * mailbox only.
 */
final class Heartbeat {

    private final Outbox outbox;
    private final SessionScheduler scheduler;
    private final Mailbox mailbox;
    private final Duration every;
    private final Duration soon;
    private final Runnable beat;

    private SessionScheduler.@Nullable Timer timer;
    private boolean over;

    /**
     * Creates it; it does not beat yet.
     *
     * @param every how long the outbox may be silent
     * @param soon how long to wait where nothing could be said yet
     * @param beat says something, or sees to it that something is said
     */
    Heartbeat(
            Outbox outbox, SessionScheduler scheduler, Mailbox mailbox, Duration every, Duration soon, Runnable beat) {
        this.outbox = outbox;
        this.scheduler = scheduler;
        this.mailbox = mailbox;
        this.every = every;
        this.soon = soon.compareTo(every) < 0 ? soon : every;
        this.beat = beat;
    }

    void begin() {
        if (timer == null && !over) {
            beatIn(every);
        }
    }

    void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void beatIn(Duration wait) {
        timer = scheduler.schedule(wait, () -> mailbox.post(this::look));
    }

    private void look() {
        if (over) {
            return;
        }
        // What a client does not take must not pile up, and it is not silence that it suffers from.
        if (silence() >= every.toNanos() && !outbox.busy() && outbox.isReady()) {
            beat.run();
        }
        if (!over) {
            long left = every.toNanos() - silence();
            beatIn(left > 0 ? Duration.ofNanos(left) : soon);
        }
    }

    private long silence() {
        return scheduler.nanoTime() - outbox.lastSent();
    }
}
