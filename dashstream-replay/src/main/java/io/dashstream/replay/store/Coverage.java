package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import java.util.ArrayList;
import java.util.List;

/**
 * What of one partition a store answers for: [floor, next), without the ranges that are lost. For implementers of
 * {@link ReplayStore}, so that every store tells gaps by the same rule.
 *
 * @param partition the partition's number
 * @param floor the lowest offset that is answered for
 * @param next the first offset that is not covered yet
 * @param lost ranges between floor and next that nobody can serve, ascending
 */
public record Coverage(int partition, long floor, long next, List<Gap> lost) {

    /**
     * What lies at a position: gaps first, then a covered stretch.
     *
     * @param gaps what will not come, from the position on
     * @param start where the covered stretch begins
     * @param stop the first offset behind it; equal to start if there is nothing to read yet
     */
    public record Stretch(List<Gap> gaps, long start, long stop) {}

    /**
     * Takes the parts.
     *
     * @param partition the partition's number
     * @param floor the lowest offset that is answered for
     * @param next the first offset that is not covered yet
     * @param lost ranges between floor and next that nobody can serve, ascending
     */
    public Coverage {
        if (floor < 0 || next < floor) {
            throw new ReplayException("partition " + partition + " can't be covered from " + floor + " to " + next);
        }
        lost = List.copyOf(lost);
    }

    /**
     * Finds what lies at a position.
     *
     * @param position the first offset wanted
     * @return the gaps at it and the stretch behind them
     */
    public Stretch at(long position) {
        List<Gap> gaps = new ArrayList<>();
        long start = position;
        if (start < floor) {
            gaps.add(new Gap(partition, start, floor, GapReason.RETENTION));
            start = floor;
        }
        for (Gap range : lost) {
            if (range.from() <= start && start < range.to()) {
                gaps.add(new Gap(partition, start, range.to(), range.reason()));
                start = range.to();
            }
        }
        return new Stretch(gaps, start, stop(start));
    }

    private long stop(long start) {
        for (Gap range : lost) {
            if (range.from() > start) {
                return range.from();
            }
        }
        return Math.max(start, next);
    }
}
