package io.dashstream.replay.store;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;

/**
 * Fills a page from all partitions together: fair shares by water-filling, then a merge by time. For implementers of
 * {@link ReplayStore}, so that every store pages alike.
 *
 * <p>Shares: what is left of the page, in records and in bytes, is divided evenly among the partitions that still have
 * something; what short ones leave is divided again, until the page is full or nothing is left. The partition whose turn
 * it is comes first, and a partition that got nothing has the next turn, so none starves: with P partitions and pages of
 * N records each is served within ceil(P/N) pages. Cost: O(N log P).
 *
 * <p>Merge: by the highest timestamp so far in each partition, because producers' clocks may go back and the order
 * inside a partition may not; ties by partition number.
 */
public final class PageFiller {

    private final PageLimits limits;
    private final List<Share> shares = new ArrayList<>();
    private int recordsLeft;
    private long bytesLeft;
    private int taken;

    private PageFiller(PageLimits limits) {
        this.limits = limits;
        this.recordsLeft = limits.maxRecords();
        this.bytesLeft = limits.maxBytes();
    }

    /**
     * Fills a page.
     *
     * @param request what was asked for
     * @param sources one source per partition that the cursor names and the store knows
     * @param bounds where each partition of the store begins and ends
     * @return the page
     */
    public static Page fill(
            ReadRequest request, List<? extends PartitionSource> sources, SortedMap<Integer, PartitionBounds> bounds) {
        PageFiller filler = new PageFiller(request.limits());
        sources.stream()
                .filter(PartitionSource::hasNext)
                .sorted(inTurn(request.turn()))
                .forEach(source -> filler.shares.add(new Share(source)));
        filler.divide();
        return filler.page(request, sources, bounds);
    }

    private static Comparator<PartitionSource> inTurn(int turn) {
        return Comparator.<PartitionSource, Boolean>comparing(source -> source.partition() < turn)
                .thenComparing(PartitionSource::partition);
    }

    private void divide() {
        List<Share> hungry = new ArrayList<>(shares);
        while (recordsLeft > 0 && !hungry.isEmpty()) {
            int maxRecords = Math.max(1, recordsLeft / hungry.size());
            long maxBytes = bytesLeft / hungry.size();
            for (Iterator<Share> each = hungry.iterator(); each.hasNext() && recordsLeft > 0; ) {
                Share share = each.next();
                serve(share, maxRecords, maxBytes);
                if (!share.source.hasNext() || !fits(share.source.peek())) {
                    each.remove();
                }
            }
        }
    }

    private void serve(Share share, int maxRecords, long maxBytes) {
        long bytes = 0;
        for (int i = 0; i < maxRecords && recordsLeft > 0 && share.source.hasNext(); i++) {
            StoredRecord record = share.source.peek();
            // The first of each round may be larger than the share: it moves on as long as the page has room.
            if (!fits(record) || (i > 0 && bytes + record.size() > maxBytes)) {
                return;
            }
            share.source.take();
            share.records.add(record);
            bytes += record.size();
            taken++;
            recordsLeft--;
            bytesLeft = Math.max(0, bytesLeft - record.size());
            if (record.size() > limits.maxBytes()) {
                recordsLeft = 0;
            }
        }
    }

    private boolean fits(StoredRecord record) {
        return taken == 0 || record.size() <= bytesLeft;
    }

    private Page page(
            ReadRequest request, List<? extends PartitionSource> sources, SortedMap<Integer, PartitionBounds> bounds) {
        Map<Integer, Position> positions = new HashMap<>();
        List<Gap> gaps = new ArrayList<>();
        for (PartitionSource source : sources) {
            positions.put(source.partition(), source.resumeAt());
            gaps.addAll(source.gaps());
        }
        Cursor next = request.cursor().with(positions);
        return new Page(merged(), gaps, next, bounds, nextTurn(request.turn()));
    }

    private int nextTurn(int turn) {
        return shares.stream()
                .filter(share -> share.records.isEmpty())
                .findFirst()
                .or(() -> shares.stream().skip(1).findFirst())
                .map(share -> share.source.partition())
                .orElse(turn);
    }

    private List<StoredRecord> merged() {
        List<StoredRecord> merged = new ArrayList<>(taken);
        PriorityQueue<Share> heads = new PriorityQueue<>();
        for (Share share : shares) {
            if (share.toHead()) {
                heads.add(share);
            }
        }
        for (Share share = heads.poll(); share != null; share = heads.poll()) {
            merged.add(share.records.get(share.merged++));
            if (share.toHead()) {
                heads.add(share);
            }
        }
        return merged;
    }

    /** What one partition has in the page. */
    private static final class Share implements Comparable<Share> {

        private final PartitionSource source;
        private final List<StoredRecord> records = new ArrayList<>();
        private int merged;
        private long time = Long.MIN_VALUE;

        Share(PartitionSource source) {
            this.source = source;
        }

        @Override
        public int compareTo(Share other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Integer.compare(source.partition(), other.source.partition());
        }

        boolean toHead() {
            if (merged == records.size()) {
                return false;
            }
            time = Math.max(time, records.get(merged).timestampMillis());
            return true;
        }
    }
}
