package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReplayStore;
import java.util.List;
import java.util.Map;

/** A store whose log is written just before a reader, as which the contract acts, has read it. */
public final class MirroredStore extends DelegatingStore {

    /** Where what is appended is written to first. */
    public interface Mirror {

        /** The log is this one now, and its partitions begin here. */
        void opens(Epoch epoch, Map<Integer, LogExtent> log);

        /** What the reader has read. */
        void writes(PartitionBatch batch);

        /** After a batch. */
        default void written() {}
    }

    private final Mirror mirror;

    public MirroredStore(Mirror mirror, ReplayStore store) {
        super(store);
        this.mirror = mirror;
    }

    /** Over a scripted log that keeps at most so many records. */
    public static MirroredStore over(ScriptedColdLog log, int keeps, ReplayStore store) {
        return new MirroredStore(
                new Mirror() {
                    @Override
                    public void opens(Epoch epoch, Map<Integer, LogExtent> extents) {
                        log.becomes(epoch);
                        extents.forEach((partition, extent) -> log.begin(partition, extent.start()));
                    }

                    @Override
                    public void writes(PartitionBatch batch) {
                        log.write(batch);
                    }

                    @Override
                    public void written() {
                        log.keep(keeps);
                    }
                },
                store);
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        mirror.opens(epoch, log);
        return real().open(epoch, log);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        batches.forEach(mirror::writes);
        List<AppendResult> results = real().append(epoch, batches);
        mirror.written();
        return results;
    }
}
