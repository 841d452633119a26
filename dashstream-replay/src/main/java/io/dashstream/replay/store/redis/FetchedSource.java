package io.dashstream.replay.store.redis;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Coverage;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.PartitionSource;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.StoredRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks what was fetched of a partition for one page. */
final class FetchedSource implements PartitionSource {

    private final PartitionState state;
    private final Position asked;
    private final RecordFilter filter;
    private final List<StoredRecord> fetched;
    private final List<Gap> gaps;
    private final long stop;
    private final long behindAll;

    private long position;
    private int index;
    private @Nullable StoredRecord head;

    /**
     * Starts at a position.
     *
     * @param fetched records from the position on, ascending
     * @param complete whether these are all that pass up to the end of what is covered
     */
    FetchedSource(
            PartitionState state, Position asked, RecordFilter filter, List<StoredRecord> fetched, boolean complete) {
        this.state = state;
        this.asked = asked;
        this.filter = filter;
        this.fetched = fetched;
        Coverage.Stretch stretch = state.coverage().at(asked.next());
        this.gaps = stretch.gaps();
        this.position = stretch.start();
        this.stop = stretch.stop();
        this.behindAll = complete || fetched.isEmpty()
                ? stop
                : Math.min(stop, fetched.get(fetched.size() - 1).offset() + 1);
        findHead();
    }

    private void findHead() {
        head = null;
        while (index < fetched.size()) {
            StoredRecord candidate = fetched.get(index);
            if (candidate.offset() >= stop) {
                break;
            }
            if (candidate.offset() >= position && filter.accepts(candidate.label())) {
                head = candidate;
                position = candidate.offset();
                return;
            }
            index++;
        }
        position = Math.max(position, behindAll);
    }

    @Override
    public int partition() {
        return state.partition();
    }

    @Override
    public List<Gap> gaps() {
        return gaps;
    }

    @Override
    public boolean hasNext() {
        return head != null;
    }

    @Override
    public StoredRecord peek() {
        if (head == null) {
            throw new IllegalStateException("partition " + partition() + " has no more records here");
        }
        return head;
    }

    @Override
    public void take() {
        position = peek().offset() + 1;
        index++;
        findHead();
    }

    @Override
    public Position resumeAt() {
        return state.bounds(state.end()).reached(asked, position);
    }
}
