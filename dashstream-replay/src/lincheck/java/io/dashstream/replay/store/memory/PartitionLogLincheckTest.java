package io.dashstream.replay.store.memory;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One writer and several readers of a partition's log: whatever a reader sees is the log as it was at one moment during
 * its read. Lincheck chooses the operations and walks their interleavings.
 */
@Param(name = "count", gen = IntGen.class, conf = "1:3")
@Param(name = "offset", gen = IntGen.class, conf = "0:8")
public class PartitionLogLincheckTest {

    private static final RecordLabel LABEL = RecordLabel.unreadable(Readability.READABLE);
    /** Scenarios whose interleavings are walked: most of the time that these tests take. */
    private static final int SCENARIOS = 4;

    private static final int MORE_THAN_THERE_ARE = 1_000;

    /** Two records per chunk, so that a few operations already open, cut and drop chunks. */
    private final PartitionLog log =
            new PartitionLog(0, 0, new PartitionLog.ChunkLimits(2, Long.MAX_VALUE, Long.MAX_VALUE));

    private int written;
    private int leaderEpoch;

    @Operation(nonParallelGroup = "writer", params = "count")
    public long append(int count) {
        long from = log.view().next();
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = {(byte) ++written};
            records.add(StoredRecord.wrap(0, from + i, leaderEpoch, 0, LABEL, value));
        }
        return next(log.append(new PartitionBatch.Consumed(0, from, from + count, records), 0));
    }

    @Operation(nonParallelGroup = "writer", params = "count")
    public long lose(int count) {
        long from = log.view().next();
        return next(log.append(new PartitionBatch.Lost(0, from, from + count, GapReason.INGEST_GAP), 0));
    }

    @Operation(nonParallelGroup = "writer", params = "count")
    public long truncate(int count) {
        long end = Math.max(log.view().floor(), log.view().next() - count);
        return next(log.append(new PartitionBatch.Truncated(0, end, ++leaderEpoch), 0));
    }

    @Operation(nonParallelGroup = "writer")
    public void dropOldest() {
        if (log.hasChunks()) {
            log.dropOldest();
            log.publishDropped();
        }
    }

    @Operation(nonParallelGroup = "writer", params = "offset")
    public void announceEnd(int offset) {
        log.announceEnd(LogEnd.at(offset));
    }

    /** Everything from an offset on, with the bounds that it was read under. */
    @Operation(params = "offset")
    public String read(int offset) {
        LogView view = log.view();
        ViewSource source =
                new ViewSource(0, view, Position.at(offset), RecordFilter.everything(), MORE_THAN_THERE_ARE);
        StringBuilder seen = new StringBuilder().append(view.bounds()).append(source.gaps());
        while (source.hasNext()) {
            StoredRecord record = source.peek();
            seen.append(' ').append(record.offset()).append('=').append(record.value().get(0));
            source.take();
        }
        return seen.append(" -> ").append(source.resumeAt()).toString();
    }

    private static long next(AppendResult result) {
        return ((AppendResult.Accepted) result).next();
    }

    @Test
    @DisplayName("S5, S7: every interleaving of a writer and two readers is some order of their operations (RE-23)")
    void everyInterleaving() {
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .check(PartitionLogLincheckTest.class);
    }

    @Test
    @DisplayName("S5, S7: so is what real threads on this machine's memory see (RE-23)")
    void realThreads() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(PartitionLogLincheckTest.class);
    }
}
