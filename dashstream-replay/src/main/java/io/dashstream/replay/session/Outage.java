package io.dashstream.replay.session;

import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import io.dashstream.replay.store.AppendSignal;
import java.time.Duration;

/**
 * What a session does while its store fails: it leaves the store alone for longer each time, and says so once. Used in
 * the session's mailbox only.
 */
final class Outage {

    private static final int SAY_AT = 3;

    private final Backoff backoff;
    private final Parking parking;
    private final Outbox outbox;

    Outage(Backoff backoff, Parking parking, Outbox outbox) {
        this.backoff = backoff;
        this.parking = parking;
        this.outbox = outbox;
    }

    /** The store has failed in what was asked for last, and has not answered since. */
    boolean lasts() {
        return backoff.failures() > 0;
    }

    void end() {
        backoff.reset();
    }

    /** The store has failed, once more. */
    void goesOn(String reason) {
        Duration wait = backoff.next();
        if (backoff.failures() == SAY_AT) {
            outbox.add(new ErrorNotice(ErrorCode.STORE_UNAVAILABLE, reason));
        }
        if (parking.version() == AppendSignal.NEVER_RAISED) {
            // There is no log yet: the first that is heard of it is what the session waits for.
            parking.park(AppendSignal.NEVER_RAISED, wait);
        } else {
            // Whatever is appended meanwhile, or under live traffic each append would send every session to the store.
            parking.parkFor(wait);
        }
    }
}
