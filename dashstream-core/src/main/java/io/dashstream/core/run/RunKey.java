package io.dashstream.core.run;

/**
 * Names a run: one execution of a graph. A thread may have many runs, one after another or at the same time.
 *
 * <p>The run id is the {@code run_id} of GRAPH_START or of a checkpoint's metadata. Where a producer gives none, an id
 * that begins with {@code ~} is made from the first message; a given id that begins so gets another {@code ~} in front.
 *
 * @param tenantId who it belongs to
 * @param threadId the thread it ran in
 * @param runId which run of that thread
 */
public record RunKey(String tenantId, String threadId, String runId) {

    /**
     * The thread of this run.
     *
     * @return its key
     */
    public ThreadKey thread() {
        return new ThreadKey(tenantId, threadId);
    }
}
