package io.dashstream.replay.store;

import io.dashstream.replay.cursor.Cursor;

/**
 * Asks for the next page.
 *
 * @param cursor from where, and of which epoch; partitions that it does not name are not read
 * @param limits the bounds of the page
 * @param filter which records
 * @param turn the partition whose turn it is to be served first: 0 to begin with, then what the page before said. It
 *     keeps partitions from starving where a page is too small for all of them
 */
public record ReadRequest(Cursor cursor, PageLimits limits, RecordFilter filter, int turn) {

    /**
     * Asks for the first page of everything from a cursor on.
     *
     * @param cursor from where
     * @param limits the bounds of the page
     * @return the request
     */
    public static ReadRequest first(Cursor cursor, PageLimits limits) {
        return new ReadRequest(cursor, limits, RecordFilter.everything(), 0);
    }
}
