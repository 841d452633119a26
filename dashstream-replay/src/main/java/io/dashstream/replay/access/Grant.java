package io.dashstream.replay.access;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StateRole;
import java.util.Set;

/**
 * What somebody may read. A client can ask for less than its grant, never for more. Immutable.
 *
 * @param visible the records that may be read
 */
public record Grant(RecordFilter visible) {

    private static final Grant EVERYTHING = new Grant(RecordFilter.everything());

    /**
     * Everything there is, values that can't be read included.
     *
     * @return the grant
     */
    public static Grant everything() {
        return EVERYTHING;
    }

    /**
     * All threads of some tenants.
     *
     * @param tenants the tenants' ids; with none, nothing may be read
     * @return the grant
     */
    public static Grant tenants(Set<String> tenants) {
        return new Grant(RecordFilter.tenants(tenants));
    }

    /**
     * Some threads.
     *
     * @param threads the threads; with none, nothing may be read
     * @return the grant
     */
    public static Grant threads(Set<ThreadKey> threads) {
        return new Grant(RecordFilter.threads(threads));
    }

    /**
     * Whether a thread may be read.
     *
     * @param thread which
     * @return whether it may
     */
    public boolean permits(ThreadKey thread) {
        return visible.accepts(new RecordLabel(Set.of(thread), StateRole.NONE, Readability.READABLE));
    }
}
