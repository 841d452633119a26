package io.dashstream.producer.capture;

/** Where a search got to: filled by a {@link SecretFinder}, read by who replaces. Reused from search to search. */
final class Finding {

    /** What a search came to. */
    enum Outcome {
        /** There is no secret from here on. */
        NOTHING,
        /** From {@link #start} on, more text decides. */
        UNDECIDED,
        /** A secret stands from {@link #start} to {@link #end}. */
        FOUND
    }

    Outcome outcome = Outcome.NOTHING;
    int start;
    int end;
    String kind = "";
    SecretTail tail = SecretTail.NONE;

    Outcome nothing() {
        outcome = Outcome.NOTHING;
        return outcome;
    }

    Outcome undecided(int at) {
        outcome = Outcome.UNDECIDED;
        start = at;
        return outcome;
    }

    /**
     * A secret.
     *
     * @param from where the secret starts
     * @param decided up to where it is certain to go; the tail says how far really
     */
    Outcome found(CharSequence text, int from, int decided, String kindOfSecret, SecretTail rest) {
        outcome = Outcome.FOUND;
        start = from;
        end = rest.end(text, decided, decided - from);
        kind = kindOfSecret;
        tail = rest;
        return outcome;
    }

    void take(Finding other) {
        outcome = other.outcome;
        start = other.start;
        end = other.end;
        kind = other.kind;
        tail = other.tail;
    }

    /** Whether this is a secret that starts before the end of another. */
    boolean overlaps(Finding other) {
        return outcome == Outcome.FOUND && start < other.end;
    }
}
