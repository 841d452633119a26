package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reader has read, stored and indexed everything that the topic held when the reader first saw it.
 *
 * @param epoch the incarnation of the log
 * @param target the end of each partition at that time: what was reached
 */
public record CatchUp(Epoch epoch, SortedMap<Integer, Long> target) {

    /**
     * Takes a copy of the offsets.
     *
     * @param epoch the incarnation of the log
     * @param target the end of each partition at that time
     */
    public CatchUp {
        target = Collections.unmodifiableSortedMap(new TreeMap<Integer, Long>(target));
    }
}
