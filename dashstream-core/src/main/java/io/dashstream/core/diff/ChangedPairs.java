package io.dashstream.core.diff;

import java.util.Arrays;

/**
 * Pairs elements that were removed with elements that were added at the same place, in order. If there are few, those
 * that have most members in common find each other (a weighted longest common subsequence); if there are many, they are
 * paired as they come, to bound the work.
 */
final class ChangedPairs {

    /** Takes a pair. */
    @FunctionalInterface
    interface Taker {
        void take(int fromIndex, int toIndex);
    }

    private static final int FEW = 8;

    /** A common member outweighs any number of pairs without one. */
    private static final int COMMON_WEIGHT = FEW + 1;

    private final Slice from;
    private final Slice to;
    private int[] olds = new int[FEW];
    private int[] news = new int[FEW];
    private int oldCount;
    private int newCount;
    private long steps;

    ChangedPairs(Slice from, Slice to) {
        this.from = from;
        this.to = to;
    }

    void offerOld(int index) {
        if (oldCount == olds.length) {
            olds = Arrays.copyOf(olds, 2 * oldCount);
        }
        olds[oldCount++] = index;
    }

    void offerNew(int index) {
        if (newCount == news.length) {
            news = Arrays.copyOf(news, 2 * newCount);
        }
        news[newCount++] = index;
    }

    long steps() {
        return steps;
    }

    /** Pairs what was offered since the last call. */
    void pair(Taker taker) {
        if (oldCount <= FEW && newCount <= FEW && oldCount * newCount > 1) {
            pairLikeliest(taker);
        } else {
            for (int index = 0; index < Math.min(oldCount, newCount); index++) {
                taker.take(olds[index], news[index]);
            }
        }
        oldCount = 0;
        newCount = 0;
    }

    private void pairLikeliest(Taker taker) {
        int[][] best = new int[oldCount + 1][newCount + 1];
        for (int o = oldCount - 1; o >= 0; o--) {
            for (int n = newCount - 1; n >= 0; n--) {
                int paired = best[o + 1][n + 1] + weight(o, n);
                best[o][n] = Math.max(paired, Math.max(best[o + 1][n], best[o][n + 1]));
            }
        }
        int o = 0;
        int n = 0;
        while (o < oldCount && n < newCount) {
            if (best[o][n] == best[o + 1][n]) {
                o++;
            } else if (best[o][n] == best[o][n + 1]) {
                n++;
            } else {
                taker.take(olds[o++], news[n++]);
            }
        }
    }

    private int weight(int o, int n) {
        steps++;
        return 1 + COMMON_WEIGHT * Likeness.inCommon(from.get(olds[o]), to.get(news[n]));
    }
}
