package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.List;

/**
 * Redacts one streamed answer whose secrets may be split over chunks. What may be the begin of a secret is held back until it is
 * decided: the last word as a rule, a few hundred characters at most (if the application has patterns of its own: always 256).
 * All that comes out is together what {@link Redactor#redactText} makes of the whole text.
 *
 * <p>Used by one thread at a time.
 */
public final class TokenRedactor {

    /** What rules may look back at. */
    private static final int CONTEXT = 80;

    private static final int MOST_BACKSLASHES = 64;

    private final Redactor redactor;
    private final List<SecretFinder> finders;
    /** Context that has left already, then what is held back. */
    private final StringBuilder text = new StringBuilder();

    private int held;
    /** The end of a secret that is being taken out, and how long it is so far; meaningless if that is 0. */
    private SecretTail tail = SecretTail.NONE;

    private int swallowed;

    TokenRedactor(Redactor redactor, List<SecretFinder> finders) {
        this.redactor = redactor;
        this.finders = finders;
    }

    /**
     * Takes the next chunk.
     *
     * @param chunk text as it came from the model
     * @return the text that may leave now, possibly empty
     */
    public String accept(String chunk) {
        text.append(chunk);
        int usable = text.length();
        while (usable > held && text.length() - usable < MOST_BACKSLASHES && text.charAt(usable - 1) == '\\') {
            usable--;
        }
        // Half an escape says nothing: it waits for its other half.
        String backslashes = text.substring(usable);
        text.setLength(usable);
        String out = release(false);
        text.append(backslashes);
        return out;
    }

    /**
     * Ends the stream.
     *
     * @return what was still held back, redacted
     */
    public String finish() {
        String out = release(true);
        text.setLength(0);
        held = 0;
        swallowed = 0;
        return out;
    }

    private String release(boolean complete) {
        StringBuilder out = new StringBuilder();
        swallow();
        if (swallowed == 0) {
            search(complete, out);
        }
        forget();
        return out.toString();
    }

    private void search(boolean complete, StringBuilder out) {
        SecretSearch search = new SecretSearch(finders, text, held, complete);
        Finding secret = search.next(held);
        while (secret.outcome == Outcome.FOUND) {
            int clean = secret.start;
            out.append(text, held, clean).append(Redactor.mark(secret.kind));
            redactor.countRedaction();
            held = secret.end;
            if (held == text.length() && !complete) {
                tail = secret.tail;
                swallowed = secret.end - secret.start;
                return;
            }
            secret = search.next(held);
        }
        int safe = secret.outcome == Outcome.UNDECIDED ? secret.start : text.length();
        out.append(text, held, safe);
        held = safe;
    }

    /** Goes on taking out what started in an earlier chunk. */
    private void swallow() {
        if (swallowed == 0) {
            return;
        }
        int end = tail.end(text, held, swallowed);
        swallowed = end == text.length() ? swallowed + end - held : 0;
        held = end;
    }

    int pendingChars() {
        return text.length() - held;
    }

    private void forget() {
        int surplus = held - CONTEXT;
        if (surplus > 0) {
            text.delete(0, surplus);
            held -= surplus;
        }
    }
}
