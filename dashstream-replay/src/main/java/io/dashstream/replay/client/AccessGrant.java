package io.dashstream.replay.client;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.store.RecordFilter;
import java.util.Set;

/**
 * What a client may read. Whatever it asks for is narrowed to this, in replay, live and every answer. Immutable.
 *
 * <p>A record that mixes what is granted with what is not stays hidden, and the threads in it have a hole for this
 * client: their sequence numbers show it, a start from a checkpoint is one from the newest checkpoint that the client may
 * see, and a thread that is sent again with such a hole is never called complete.
 */
public sealed interface AccessGrant {

    /** Every record, also those that can't be read and whose thread nobody knows. */
    record Everything() implements AccessGrant {}

    /**
     * The records of some tenants. A record that mixes tenants passes only if all of them are granted.
     *
     * @param tenantIds the tenants
     */
    record Tenants(Set<String> tenantIds) implements AccessGrant {

        /**
         * Takes a copy.
         *
         * @param tenantIds the tenants
         */
        public Tenants {
            tenantIds = Set.copyOf(tenantIds);
        }
    }

    /**
     * The records of some threads. A record that mixes threads passes only if all of them are granted.
     *
     * @param keys the threads
     */
    record Threads(Set<ThreadKey> keys) implements AccessGrant {

        /**
         * Takes a copy.
         *
         * @param keys the threads
         */
        public Threads {
            keys = Set.copyOf(keys);
        }
    }

    /**
     * May read everything.
     *
     * @return the grant
     */
    static AccessGrant everything() {
        return new Everything();
    }

    /**
     * May read some tenants.
     *
     * @param tenantIds the tenants
     * @return the grant
     */
    static AccessGrant tenants(Set<String> tenantIds) {
        return new Tenants(tenantIds);
    }

    /**
     * May read some threads.
     *
     * @param keys the threads
     * @return the grant
     */
    static AccessGrant threads(Set<ThreadKey> keys) {
        return new Threads(keys);
    }

    /**
     * The records that the client may see.
     *
     * @return a filter that lets nothing else through
     */
    default RecordFilter filter() {
        if (this instanceof Tenants tenants) {
            return RecordFilter.tenants(tenants.tenantIds());
        }
        if (this instanceof Threads threads) {
            return RecordFilter.threads(threads.keys());
        }
        return RecordFilter.everything();
    }

    /**
     * Whether a thread may be read.
     *
     * @param thread the thread
     * @return whether it is granted
     */
    default boolean allows(ThreadKey thread) {
        if (this instanceof Tenants tenants) {
            return tenants.tenantIds().contains(thread.tenantId());
        }
        return !(this instanceof Threads threads) || threads.keys().contains(thread);
    }

    /**
     * Whether anything of a tenant may be read.
     *
     * @param tenantId the tenant
     * @return whether some of it is granted
     */
    default boolean touches(String tenantId) {
        if (this instanceof Threads threads) {
            return threads.keys().stream().anyMatch(key -> key.tenantId().equals(tenantId));
        }
        return !(this instanceof Tenants tenants) || tenants.tenantIds().contains(tenantId);
    }
}
