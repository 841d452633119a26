package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Coverage;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one partition without its records: from where to where it can be read back, what was lost, and which
 * leader epochs wrote it. Immutable.
 *
 * @param partition the partition's number
 * @param floor the oldest offset that Kafka kept when it was last asked, not above next
 * @param next how far the reader has come; nothing is read back from beyond it
 * @param end how far the log is known to reach
 * @param lost ranges that nobody can serve
 * @param lineage the leader epochs
 * @param cuts how often the log was cut
 */
record Ledger(int partition, long floor, long next, long end, List<Gap> lost, Lineage lineage, int cuts) {

    /** What an append does. */
    record Entry(Ledger ledger, AppendResult result) {}

    static Ledger begin(int partition, LogExtent extent) {
        return new Ledger(
                partition,
                extent.start(),
                extent.start(),
                extent.end(),
                List.of(),
                Lineage.EMPTY.seen(extent.logEnd()),
                0);
    }

    PartitionBounds bounds() {
        return new PartitionBounds(floor, next, end, lineage);
    }

    Coverage coverage() {
        return new Coverage(partition, floor, next, lost);
    }

    Ledger reaching(LogEnd known) {
        Lineage seen = lineage.seen(known);
        return known.offset() > end || !seen.equals(lineage)
                ? new Ledger(partition, floor, next, Math.max(end, known.offset()), lost, seen, cuts)
                : this;
    }

    /** The reader was further already, when this ledger was begun. */
    Ledger coveredTo(long covered) {
        return covered > next
                ? new Ledger(partition, floor, covered, Math.max(end, covered), lost, lineage, cuts)
                : this;
    }

    /** Kafka keeps nothing older than {@code begin}. */
    Ledger beginningAt(long begin) {
        long raised = Math.min(begin, next);
        if (raised <= floor) {
            return this;
        }
        List<Gap> left = lost.stream().filter(range -> range.to() > raised).toList();
        return new Ledger(partition, raised, next, end, left, lineage.trimmedTo(raised), cuts);
    }

    Entry append(PartitionBatch batch) {
        if (batch instanceof PartitionBatch.Consumed consumed) {
            return consumed(consumed);
        }
        if (batch instanceof PartitionBatch.Lost gone) {
            return lost(gone);
        }
        return truncated((PartitionBatch.Truncated) batch);
    }

    private Entry consumed(PartitionBatch.Consumed batch) {
        if (batch.from() > next) {
            return new Entry(this, new AppendResult.Hole(next));
        }
        if (batch.to() <= next) {
            return new Entry(this, new AppendResult.Accepted(next, 0));
        }
        Lineage longer = lineage;
        int added = 0;
        for (StoredRecord record : batch.records()) {
            if (record.offset() >= next) {
                longer = longer.with(record.leaderEpoch(), record.offset());
                added++;
            }
        }
        return new Entry(
                new Ledger(partition, floor, batch.to(), Math.max(end, batch.to()), lost, longer, cuts),
                new AppendResult.Accepted(batch.to(), added));
    }

    private Entry lost(PartitionBatch.Lost range) {
        if (range.from() > next) {
            return new Entry(this, new AppendResult.Hole(next));
        }
        if (range.to() <= next) {
            return new Entry(this, new AppendResult.Accepted(next, 0));
        }
        List<Gap> more = new ArrayList<>(lost);
        more.add(new Gap(partition, next, range.to(), range.reason()));
        return new Entry(
                new Ledger(partition, floor, range.to(), Math.max(end, range.to()), List.copyOf(more), lineage, cuts),
                new AppendResult.Accepted(range.to(), 0));
    }

    private Entry truncated(PartitionBatch.Truncated cut) {
        long kept = Math.min(cut.end(), next);
        List<Gap> left = lost.stream()
                .filter(range -> range.from() < kept)
                .map(range -> new Gap(partition, range.from(), Math.min(range.to(), kept), range.reason()))
                .toList();
        return new Entry(
                new Ledger(
                        partition,
                        Math.min(floor, kept),
                        kept,
                        kept,
                        left,
                        lineage.cutAt(kept, cut.leaderEpoch()),
                        cuts + 1),
                new AppendResult.Accepted(kept, 0));
    }
}
