package io.dashstream.replay.session;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.PageLimits;
import java.time.Duration;

/**
 * How a session behaves; nothing in it comes from the client. Immutable.
 *
 * @param page the bounds of a page
 * @param windowPages how many pages may be sent that the client has not reported as applied;
 *     {@link #UNLIMITED_WINDOW} for clients that do not report
 * @param credit from when on the client is held to the window
 * @param readTimeout a read of the store that is not done by then counts as failed
 * @param sendTimeout a send that is not done by then ends the session
 * @param aheadGrace how long a cursor that is ahead of the log is held at least before it is called wrong: another server
 *     may simply be further. It is held longer while nobody knows where the log ends now
 * @param safetyPoll how long a parked session sleeps at most before it looks again by itself
 * @param bookmarkEvery how often an idle client is told where it stands
 * @param retryAfter how long to wait after a failed read; doubled each time up to {@code retryAtMost}
 * @param retryAtMost the longest wait between two reads of a store that fails
 * @param fellBehindAt how many offsets a live session may be behind before it says so
 * @param maxRecordBytes the largest value that is sent; a larger one is said as a gap. At least the bytes of a page
 */
public record SessionSettings(
        PageLimits page,
        int windowPages,
        Credit credit,
        Duration readTimeout,
        Duration sendTimeout,
        Duration aheadGrace,
        Duration safetyPoll,
        Duration bookmarkEvery,
        Duration retryAfter,
        Duration retryAtMost,
        long fellBehindAt,
        long maxRecordBytes) {

    /** A window that never closes. */
    public static final int UNLIMITED_WINDOW = Integer.MAX_VALUE;

    /** The defaults. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            PageLimits.DEFAULT,
            UNLIMITED_WINDOW,
            Credit.FROM_THE_START,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            10_000,
            Integer.MAX_VALUE);

    /**
     * Takes the settings; numbers and times are positive.
     *
     * @param page the bounds of a page
     * @param windowPages how many pages may be sent that the client has not reported as applied
     * @param credit from when on the client is held to the window
     * @param readTimeout a read of the store that is not done by then counts as failed
     * @param sendTimeout a send that is not done by then ends the session
     * @param aheadGrace how long a cursor that is ahead of the log is held before it is called wrong
     * @param safetyPoll how long a parked session sleeps at most before it looks again by itself
     * @param bookmarkEvery how often an idle client is told where it stands
     * @param retryAfter how long to wait after a failed read
     * @param retryAtMost the longest wait between two reads of a store that fails
     * @param fellBehindAt how many offsets a live session may be behind before it says so
     * @param maxRecordBytes the largest value that is sent
     */
    public SessionSettings {
        requirePositive("windowPages", windowPages);
        requirePositive("readTimeout", readTimeout.toNanos());
        requirePositive("sendTimeout", sendTimeout.toNanos());
        requirePositive("aheadGrace", aheadGrace.toNanos());
        requirePositive("safetyPoll", safetyPoll.toNanos());
        requirePositive("bookmarkEvery", bookmarkEvery.toNanos());
        requirePositive("retryAfter", retryAfter.toNanos());
        requirePositive("retryAtMost", retryAtMost.toNanos());
        requirePositive("fellBehindAt", fellBehindAt);
        requireOrder("retryAfter", retryAfter, "retryAtMost", retryAtMost);
        // Whoever is larger than a page travels alone, so that the gap in its place is in front of all that comes next.
        requireOrder("page.maxBytes", (long) page.maxBytes(), "maxRecordBytes", maxRecordBytes);
    }

    /**
     * The same with other bounds of a page.
     *
     * @param limits the bounds
     * @return other settings
     */
    public SessionSettings withPage(PageLimits limits) {
        return new SessionSettings(
                limits,
                windowPages,
                credit,
                readTimeout,
                sendTimeout,
                aheadGrace,
                safetyPoll,
                bookmarkEvery,
                retryAfter,
                retryAtMost,
                fellBehindAt,
                maxRecordBytes);
    }

    /**
     * The same with another window.
     *
     * @param pages how many unapplied pages may be out
     * @return other settings
     */
    public SessionSettings withWindowPages(int pages) {
        return new SessionSettings(
                page,
                pages,
                credit,
                readTimeout,
                sendTimeout,
                aheadGrace,
                safetyPoll,
                bookmarkEvery,
                retryAfter,
                retryAtMost,
                fellBehindAt,
                maxRecordBytes);
    }

    /**
     * The same, held to the window from another time on.
     *
     * @param from from when on
     * @return other settings
     */
    public SessionSettings withCredit(Credit from) {
        return new SessionSettings(
                page,
                windowPages,
                from,
                readTimeout,
                sendTimeout,
                aheadGrace,
                safetyPoll,
                bookmarkEvery,
                retryAfter,
                retryAtMost,
                fellBehindAt,
                maxRecordBytes);
    }

    /**
     * The same with another interval between bookmarks.
     *
     * @param interval how often an idle client is told where it stands
     * @return other settings
     */
    public SessionSettings withBookmarkEvery(Duration interval) {
        return new SessionSettings(
                page,
                windowPages,
                credit,
                readTimeout,
                sendTimeout,
                aheadGrace,
                safetyPoll,
                interval,
                retryAfter,
                retryAtMost,
                fellBehindAt,
                maxRecordBytes);
    }

    private static <T extends Comparable<T>> void requireOrder(String less, T low, String more, T high) {
        if (low.compareTo(high) > 0) {
            throw new ReplayException(less + " " + low + " must not be more than " + more + " " + high);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new ReplayException(name + " " + value + " must be positive");
        }
    }
}
