package io.dashstream.benchmarks;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReplayStore;
import java.util.HashMap;
import java.util.Map;

/** The page that a client gets first when it comes back with a cursor at one offset of every partition. */
final class FirstPage {

    private static final int MAX_BYTES = 64 << 20;

    private FirstPage() {}

    /** Reads it, and says how many records it has. */
    static int read(ReplayStore store, Epoch epoch, int partitions, long offset, int records) {
        Map<Integer, Position> positions = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            positions.put(partition, Position.at(offset));
        }
        Page page =
                (Page) store.read(ReadRequest.first(Cursor.of(epoch, positions), new PageLimits(records, MAX_BYTES)))
                        .toCompletableFuture()
                        .join();
        return page.records().size();
    }
}
