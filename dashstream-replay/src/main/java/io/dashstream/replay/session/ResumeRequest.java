package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.RecordFilter;

/**
 * What a client asks for.
 *
 * @param from where to begin
 * @param filter which records
 * @param budget how much one round of replay may deliver
 * @param onCap what happens when the budget runs out
 * @param onReset where to begin if the cursor belongs to another log
 */
public record ResumeRequest(StartFrom from, RecordFilter filter, ReplayBudget budget, OnCap onCap, ResetStart onReset) {

    /**
     * Asks for all records from a place on, without a budget.
     *
     * @param from where to begin
     * @return the request
     */
    public static ResumeRequest from(StartFrom from) {
        return new ResumeRequest(
                from, RecordFilter.everything(), ReplayBudget.UNLIMITED, OnCap.PAUSE, ResetStart.LATEST);
    }

    /**
     * What a client gets that asks for nothing in particular: new records only.
     *
     * @return the request
     */
    public static ResumeRequest firstConnect() {
        return from(StartFrom.latest());
    }

    /**
     * The same with another filter.
     *
     * @param wanted which records
     * @return another request
     */
    public ResumeRequest withFilter(RecordFilter wanted) {
        return new ResumeRequest(from, wanted, budget, onCap, onReset);
    }

    /**
     * The same with a budget.
     *
     * @param limit how much one round of replay may deliver
     * @param then what happens when it runs out
     * @return another request
     */
    public ResumeRequest withBudget(ReplayBudget limit, OnCap then) {
        return new ResumeRequest(from, filter, limit, then, onReset);
    }

    /**
     * The same with another start in a log that the cursor does not belong to.
     *
     * @param start where to begin then
     * @return another request
     */
    public ResumeRequest withOnReset(ResetStart start) {
        return new ResumeRequest(from, filter, budget, onCap, start);
    }

    ResumeRequest in(Epoch epoch) {
        return new ResumeRequest(from.in(epoch), filter, budget, onCap, onReset);
    }

    ResumeRequest startingAt(Cursor cursor) {
        // What such a cursor does not name is still not known to be new.
        StartFrom start = from instanceof StartFrom.Partial ? new StartFrom.Partial(cursor) : StartFrom.cursor(cursor);
        return startingAt(start);
    }

    /** The cursor now names every partition that there is. */
    ResumeRequest goingOnFrom(Cursor cursor) {
        return startingAt(StartFrom.cursor(cursor));
    }

    private ResumeRequest startingAt(StartFrom start) {
        return new ResumeRequest(start, filter, budget, onCap, onReset);
    }
}
