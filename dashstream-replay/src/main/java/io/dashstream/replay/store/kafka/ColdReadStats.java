package io.dashstream.replay.store.kafka;

import java.time.Duration;

/**
 * What reading back from Kafka has come to. Counters only grow; the last two say what is now.
 *
 * @param reads reads of Kafka, each of one or more chunks, whatever came of them; what was refused was none
 * @param readTime how long these took in all, waiting for a consumer included
 * @param chunkHits chunks that were in the cache, or were being read by somebody else already
 * @param chunkMisses chunks that had to be read from Kafka
 * @param busy reads that were refused because too many were waiting
 * @param failures reads that failed: no answer in time, an error, or refused at once while Kafka does not answer
 * @param otherLog reads thrown away because the topic was found to be another one than the cursor's
 * @param cachedChunks chunks in the cache now
 * @param isAnswering false while Kafka does not answer reads of the past, so that all but a probe are refused at once
 */
public record ColdReadStats(
        long reads,
        Duration readTime,
        long chunkHits,
        long chunkMisses,
        long busy,
        long failures,
        long otherLog,
        long cachedChunks,
        boolean isAnswering) {}
