package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBounds;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/** Tells a client what it will not get, and what was wrong with what it asked. Used in the session's mailbox only. */
final class Teller {

    private static final int MOST_FRAMES = 64;

    private final Outbox outbox;

    Teller(Outbox outbox) {
        this.outbox = outbox;
    }

    /** A gap; and where the client's place is no longer there, that it goes on elsewhere than it asked to. */
    void tell(Gap gap, Epoch epoch, SortedMap<Integer, PartitionBounds> bounds) {
        PartitionBounds known = bounds.get(gap.partition());
        outbox.add(new SessionSignal.GapNotice(epoch, gap, known == null ? gap.to() : known.floor()));
        resetBeside(gap.reason())
                .ifPresent(reason -> outbox.add(new SessionSignal.CursorReset(
                        reason,
                        OptionalInt.of(gap.partition()),
                        epoch,
                        epoch,
                        Map.of(gap.partition(), Position.at(gap.from())),
                        Map.of(gap.partition(), Position.at(gap.to())))));
    }

    /** What was wrong. A client that asks and asks without reading must not fill the outbox. */
    void object(SessionSignal.ErrorCode code, String message) {
        if (!outbox.busy()) {
            outbox.add(new SessionSignal.ErrorNotice(code, message));
        }
    }

    /** A frame of the dialect's own; dropped if many are waiting already, as nobody would see it. */
    void say(SessionSignal.Frame frame) {
        if (outbox.waiting() < MOST_FRAMES) {
            outbox.add(frame);
        }
    }

    /** A gap in front of the client moves its start; one that the reader found, in the middle, does not. */
    private static Optional<ResetReason> resetBeside(GapReason reason) {
        return switch (reason) {
            case RETENTION -> Optional.of(ResetReason.RETENTION);
            case BUFFER_TRIM -> Optional.of(ResetReason.STORE_LOST);
            case INGEST_GAP, OVERSIZED, CAPPED -> Optional.empty();
        };
    }
}
