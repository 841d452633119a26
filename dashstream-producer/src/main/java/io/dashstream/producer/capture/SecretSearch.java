package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.List;

/**
 * One way through one text with all finders side by side. Secrets of different finders that overlap are one: otherwise what one
 * takes out would hide from another the start of what it has to take out.
 */
final class SecretSearch {

    private final List<SecretFinder> finders;
    private final Finding[] ahead;
    private final CharSequence text;
    private final boolean complete;
    private final Finding result = new Finding();

    SecretSearch(List<SecretFinder> finders, CharSequence text, int from, boolean complete) {
        this.finders = finders;
        this.text = text;
        this.complete = complete;
        this.ahead = new Finding[finders.size()];
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] = new Finding();
            finders.get(i).next(text, from, complete, ahead[i]);
        }
    }

    /**
     * Goes on to the next secret, or to where more text decides.
     *
     * @param from behind the last secret
     * @return valid until the next call
     */
    Finding next(int from) {
        int first = first();
        if (first < 0) {
            result.nothing();
        } else if (ahead[first].outcome == Outcome.UNDECIDED) {
            result.undecided(Math.max(from, ahead[first].start));
        } else {
            result.take(ahead[first]);
            takeOverlapping();
        }
        return result;
    }

    private void takeOverlapping() {
        for (int i = first(); i >= 0 && ahead[i].overlaps(result); i = first()) {
            if (ahead[i].end > result.end) {
                result.end = ahead[i].end;
                result.tail = ahead[i].tail;
            }
            finders.get(i).next(text, ahead[i].end, complete, ahead[i]);
        }
    }

    /** Returns the finder that is nearest, or -1. */
    private int first() {
        int first = -1;
        for (int i = 0; i < ahead.length; i++) {
            if (ahead[i].outcome != Outcome.NOTHING && (first < 0 || ahead[i].start < ahead[first].start)) {
                first = i;
            }
        }
        return first;
    }
}
