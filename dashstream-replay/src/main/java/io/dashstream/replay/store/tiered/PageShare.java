package io.dashstream.replay.store.tiered;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionSource;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What one partition has for a page, put together from what its tiers gave: gaps at the cursor, then records. */
final class PageShare implements PartitionSource {

    private final int partition;
    private final Position asked;
    private final List<Gap> gaps = new ArrayList<>();
    private final Deque<StoredRecord> records = new ArrayDeque<>();
    private Position end;
    private Position taken;

    PageShare(int partition, Position asked) {
        this.partition = partition;
        this.asked = asked;
        this.end = asked;
        this.taken = asked;
    }

    /** Where what is at hand ends. */
    Position end() {
        return end;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    int size() {
        return records.size();
    }

    boolean hasMoved() {
        return end.next() > asked.next();
    }

    /** Adds a gap, which is at the cursor: before all records. */
    void add(Gap gap) {
        gaps.add(gap);
        end = Position.at(gap.to());
        taken = end;
    }

    /** Adds what a tier gave, as far as another tier does not begin. */
    void add(Page page, long limit) {
        Position next = page.next().position(partition).orElse(end);
        for (StoredRecord record : page.records()) {
            if (record.partition() == partition && record.offset() < limit) {
                records.add(record);
            }
        }
        end = next.next() <= limit ? next : behindLast(limit);
    }

    private Position behindLast(long next) {
        StoredRecord last = records.peekLast();
        return last == null || last.leaderEpoch() < 0 ? Position.at(next) : Position.after(next, last.leaderEpoch());
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public List<Gap> gaps() {
        return gaps;
    }

    @Override
    public boolean hasNext() {
        return !records.isEmpty();
    }

    @Override
    public StoredRecord peek() {
        return records.element();
    }

    @Override
    public void take() {
        StoredRecord record = records.remove();
        StoredRecord following = records.peek();
        long next = following == null ? record.offset() + 1 : following.offset();
        taken = record.leaderEpoch() < 0 ? Position.at(next) : Position.after(next, record.leaderEpoch());
    }

    @Override
    public Position resumeAt() {
        return records.isEmpty() ? end : taken;
    }
}
