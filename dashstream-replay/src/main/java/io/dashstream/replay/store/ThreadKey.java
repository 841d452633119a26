package io.dashstream.replay.store;

/**
 * Names a thread: thread ids are unique within a tenant only.
 *
 * @param tenantId the tenant's id
 * @param threadId the thread's id
 */
public record ThreadKey(String tenantId, String threadId) {}
