package io.dashstream.replay.store.tiered;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A tier that memory does not reach back to, as a read sees it. Thread-safe. */
interface LowerTier {

    /** What its name is in messages. */
    String name();

    /** Whether it has answered for an offset, as far as it is known without asking. */
    boolean covers(Epoch epoch, int partition, long offset);

    /** The lowest offset that it has answered for, if there is any. */
    OptionalLong floor(Epoch epoch, int partition);

    /** Under which leader epochs the log was written, as far as it is known without asking. */
    Lineage lineage(Epoch epoch, int partition);

    /** Whether it is worth asking now. */
    boolean isAnswering();

    /** Reads; completes normally always. */
    CompletableFuture<ReadResult> read(ReadRequest request);

    /** Takes note of the bounds that an answer showed. */
    void learn(Page page);

    /** The bounds of memory, with these tiers behind it. */
    static SortedMap<Integer, PartitionBounds> extendAll(
            List<LowerTier> tiers, Epoch epoch, SortedMap<Integer, PartitionBounds> bounds) {
        SortedMap<Integer, PartitionBounds> extended = new TreeMap<>();
        bounds.forEach((partition, known) -> {
            long floor = known.floor();
            Lineage lineage = known.lineage();
            for (LowerTier tier : tiers) {
                floor = Math.min(floor, tier.floor(epoch, partition).orElse(floor));
                lineage = lineage.behind(tier.lineage(epoch, partition));
            }
            extended.put(partition, new PartitionBounds(floor, known.next(), known.end(), lineage));
        });
        return extended;
    }
}
