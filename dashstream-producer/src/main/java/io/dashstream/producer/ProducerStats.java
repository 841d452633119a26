package io.dashstream.producer;

import java.util.Map;

/**
 * A producer's figures at one moment, readable without a metrics library.
 *
 * @param queueDepth messages in the queue
 * @param queueBytes what they weigh, in bytes
 * @param queueCapacity messages that the queue can hold
 * @param openRuns runs that have not ended
 * @param called messages that callbacks wanted to send, by kind
 * @param delivered messages that the sink confirmed, by kind
 * @param deliveredBytes bytes of records that the sink confirmed, by kind
 * @param failed messages that were accepted and did not arrive, by kind and reason ({@code state_diff.timeout})
 * @param dropped messages that were refused or given up, by kind and reason ({@code token_chunk.shed})
 * @param degraded states that left in another form than meant, by reason
 * @param occurrences everything else that is counted, by name
 */
public record ProducerStats(
        int queueDepth,
        long queueBytes,
        int queueCapacity,
        int openRuns,
        Map<String, Long> called,
        Map<String, Long> delivered,
        Map<String, Long> deliveredBytes,
        Map<String, Long> failed,
        Map<String, Long> dropped,
        Map<String, Long> degraded,
        Map<String, Long> occurrences) {

    /**
     * Takes copies.
     *
     * @param queueDepth messages in the queue
     * @param queueBytes what they weigh, in bytes
     * @param queueCapacity messages that the queue can hold
     * @param openRuns runs that have not ended
     * @param called messages that callbacks wanted to send, by kind
     * @param delivered messages that the sink confirmed, by kind
     * @param deliveredBytes bytes of records that the sink confirmed, by kind
     * @param failed messages that were accepted and did not arrive, by kind and reason ({@code state_diff.timeout})
     * @param dropped messages that were refused or given up, by kind and reason ({@code token_chunk.shed})
     * @param degraded states that left in another form than meant, by reason
     * @param occurrences everything else that is counted, by name
     */
    public ProducerStats {
        called = Map.copyOf(called);
        delivered = Map.copyOf(delivered);
        deliveredBytes = Map.copyOf(deliveredBytes);
        failed = Map.copyOf(failed);
        dropped = Map.copyOf(dropped);
        degraded = Map.copyOf(degraded);
        occurrences = Map.copyOf(occurrences);
    }
}
