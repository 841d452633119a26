package io.dashstream.replay.store.tiered;

import java.util.OptionalLong;

/**
 * What became of the tier between memory and Kafka. Counters only grow.
 *
 * @param isAnswering whether it answered when it was last needed
 * @param behind by how many offsets, over all partitions, it is behind memory, also while it does not answer; empty while
 *     it was never heard of
 * @param readFailures reads and seeks that it did not answer; the tiers around it did
 * @param appendFailures batches, openings and trims that it did not take
 * @param refills how often it was found to lack something and was filled again from where it ended
 * @param fenced how often it turned out to be at another epoch
 */
public record TierStats(
        boolean isAnswering, OptionalLong behind, long readFailures, long appendFailures, long refills, long fenced) {}
