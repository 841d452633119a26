package io.dashstream.core.run;

import io.dashstream.core.wire.v1.Header;

/**
 * Names a thread: the unit that is numbered by one counter and ordered in one partition. Ids of reasonable length are
 * taken as they are; a longer one is cut and completed by its hash, so that it stays distinct and bounded.
 *
 * @param tenantId who it belongs to
 * @param threadId which thread of that tenant
 */
public record ThreadKey(String tenantId, String threadId) {

    /**
     * The key of the thread that a message belongs to.
     *
     * @param header the message's header
     * @return the key, with ids cut where they are too long
     */
    public static ThreadKey of(Header header) {
        return bounded(header.getTenantId(), header.getThreadId());
    }

    /**
     * The key of a thread by ids of foreign origin.
     *
     * @param tenantId as a message has it
     * @param threadId as a message has it
     * @return the key, with ids cut where they are too long
     */
    public static ThreadKey bounded(String tenantId, String threadId) {
        return new ThreadKey(BoundedId.of(tenantId), BoundedId.of(threadId));
    }

    /**
     * The key of one run of this thread.
     *
     * @param runId which run
     * @return the key
     */
    public RunKey run(String runId) {
        return new RunKey(tenantId, threadId, runId);
    }
}
