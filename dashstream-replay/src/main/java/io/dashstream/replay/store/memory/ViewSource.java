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

    private static final Chunk NOTHING = new Chunk(0, 0, 0);

    private final int partition;
    private final LogView view;
    private final RecordFilter filter;
    private final Position asked;
    private final List<Gap> gaps;
    private final long stop;

    private long position;
    private int scansLeft;
    private int chunk;
    private Chunk records = NOTHING;
    private int used;
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
        if (!view.chunks().isEmpty()) {
            enter(view.chunkOf(position));
            this.index = records.indexOf(position, used);
        }
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
        while (index == used) {
            if (chunk + 1 >= view.chunks().size()) {
                return null;
            }
            enter(chunk + 1);
        }
        return records.get(index);
    }

    /** Chunk and count are kept at hand: they are asked for with every record of a page. */
    private void enter(int entered) {
        chunk = entered;
        records = view.chunks().get(entered);
        used = view.used(entered);
        index = 0;
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
