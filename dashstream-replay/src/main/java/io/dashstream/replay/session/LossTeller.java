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

/** Tells a client what it will not get. */
final class LossTeller {

    private final Outbox outbox;

    LossTeller(Outbox outbox) {
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

    /** A gap in front of the client moves its start; one that the reader found, in the middle, does not. */
    private static Optional<ResetReason> resetBeside(GapReason reason) {
        return switch (reason) {
            case RETENTION -> Optional.of(ResetReason.RETENTION);
            case BUFFER_TRIM -> Optional.of(ResetReason.STORE_LOST);
            case INGEST_GAP, OVERSIZED, CAPPED, OVERFLOW -> Optional.empty();
        };
    }
}
