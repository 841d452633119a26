package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBounds;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/** Tells a client what it will not get. */
final class LossTeller {

    private final Outbox outbox;

    LossTeller(Outbox outbox) {
        this.outbox = outbox;
    }

    /** A gap; and where retention has passed the client's cursor, that it goes on elsewhere than it asked to. */
    void tell(Gap gap, Epoch epoch, SortedMap<Integer, PartitionBounds> bounds) {
        PartitionBounds known = bounds.get(gap.partition());
        outbox.add(new SessionSignal.GapNotice(epoch, gap, known == null ? gap.to() : known.floor()));
        if (gap.reason() == GapReason.RETENTION) {
            outbox.add(new SessionSignal.CursorReset(
                    ResetReason.RETENTION,
                    OptionalInt.of(gap.partition()),
                    epoch,
                    epoch,
                    Map.of(gap.partition(), Position.at(gap.from())),
                    Map.of(gap.partition(), Position.at(gap.to()))));
        }
    }
}
