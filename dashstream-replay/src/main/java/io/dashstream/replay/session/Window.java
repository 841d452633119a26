package io.dashstream.replay.session;

/**
 * How many pages are out that the client has not applied. Reports come from outside and are not trusted: they must go
 * forward and not beyond what was sent, else they are counted and ignored.
 */
final class Window {

    private final int limit;
    private long sent;
    private long applied;
    private long invalid;

    Window(int limit) {
        this.limit = limit;
    }

    /** Counts a page out and gives its number, from 1 on. */
    long send() {
        return ++sent;
    }

    void applied(long page) {
        if (page <= applied || page > sent) {
            invalid++;
        } else {
            applied = page;
        }
    }

    boolean isOpen() {
        return sent - applied < limit;
    }

    long sent() {
        return sent;
    }

    long unapplied() {
        return sent - applied;
    }

    long invalid() {
        return invalid;
    }
}
