package io.dashstream.replay.store.memory;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Coverage;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.PartitionSource;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.StoredRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks a view from a position on: first over what is gone, then record by record up to the next hole in coverage. */
final class ViewSource implements PartitionSource {

    private final int partition;
    private final LogView view;
    private final RecordFilter filter;
    private final Position asked;
    private final List<Gap> gaps;
    private final long stop;

    private long position;
    private int scansLeft;
    private int chunk;
    private int index;
    private @Nullable StoredRecord head;

    /**
     * Starts at a position.
     *
     * @param scans how many records to look at, at most: a filter that matches little must not cost a page's time
     */
    ViewSource(int partition, LogView view, Position asked, RecordFilter filter, int scans) {
        this.partition = partition;
        this.view = view;
        this.filter = filter;
        this.asked = asked;
        this.scansLeft = scans;
        Coverage.Stretch stretch = new Coverage(partition, view.floor(), view.next(), view.lost()).at(asked.next());
        this.gaps = stretch.gaps();
        this.position = stretch.start();
        this.stop = stretch.stop();
        this.chunk = view.chunkOf(position);
        this.index = view.chunks().isEmpty() ? 0 : view.chunks().get(chunk).indexOf(position, view.used(chunk));
        findHead();
    }

    private void findHead() {
        head = null;
        while (position < stop) {
            StoredRecord candidate = candidate();
            if (candidate == null || candidate.offset() >= stop) {
                position = stop;
                return;
            }
            if (filter.accepts(candidate.label())) {
                head = candidate;
                position = candidate.offset();
                return;
            }
            index++;
            position = candidate.offset() + 1;
            if (--scansLeft <= 0) {
                return;
            }
        }
    }

    private @Nullable StoredRecord candidate() {
        while (chunk < view.chunks().size()) {
            if (index < view.used(chunk)) {
                return view.chunks().get(chunk).get(index);
            }
            chunk++;
            index = 0;
        }
        return null;
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
        return head != null;
    }

    @Override
    public StoredRecord peek() {
        if (head == null) {
            throw new IllegalStateException("partition " + partition + " has no more records here");
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
        return view.bounds().reached(asked, position);
    }
}
