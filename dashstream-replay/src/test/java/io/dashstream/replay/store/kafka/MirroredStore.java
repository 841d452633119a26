package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A store whose log is written just before a reader, as which the contract acts, has read it. */
public final class MirroredStore implements ReplayStore {

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
    private final ReplayStore store;

    public MirroredStore(Mirror mirror, ReplayStore store) {
        this.mirror = mirror;
        this.store = store;
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
        return store.open(epoch, log);
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        store.announceEnds(epoch, ends);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        batches.forEach(mirror::writes);
        List<AppendResult> results = store.append(epoch, batches);
        mirror.written();
        return results;
    }

    @Override
    public void trim() {
        store.trim();
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return store.bounds();
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return store.read(request);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return store.seek(epoch, target);
    }

    @Override
    public AppendSignal appended() {
        return store.appended();
    }

    @Override
    public void close() {
        store.close();
    }
}
