package io.dashstream.producer;

/**
 * What became of everything that was ever called, when a flush or a close returned.
 *
 * @param delivered messages that the sink confirmed
 * @param failed messages that were accepted and did not arrive
 * @param dropped messages that were refused or given up
 * @param pending messages of which nothing is known yet; 0 after a close
 * @param complete whether the flush or close got through what it had to within its time
 */
public record DeliveryReport(long delivered, long failed, long dropped, long pending, boolean complete) {

    /**
     * Everything that was called.
     *
     * @return delivered, failed, dropped and pending together
     */
    public long called() {
        return delivered + failed + dropped + pending;
    }
}
