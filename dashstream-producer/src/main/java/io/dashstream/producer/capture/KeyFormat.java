package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;

/**
 * Keys that start with a prefix of their own.
 *
 * @param kind what they are called when they are taken out
 * @param prefix how they start
 * @param alphabet what they go on with
 * @param shortest how many characters of it at least
 * @param shape what else tells a key from a word
 */
record KeyFormat(String kind, String prefix, Alphabet alphabet, int shortest, Shape shape) implements SecretRule {

    /** So much of a key is looked at to know its shape. */
    private static final int LOOK = 64;

    private static final int SHORTEST_MIXED_RUN = 16;
    private static final int SHORTEST_RUN = 24;

    enum Shape {
        /** The prefix and the length say it all. */
        ANY,
        /** There is a digit in it. */
        DIGIT,
        /** Words joined by hyphens look alike: there must be a long run of letters and digits in it. */
        RUN,
        /** Has exactly the shortest length, and nothing of the alphabet behind it. */
        EXACT
    }

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        int available = Math.min(prefix.length(), text.length() - at);
        for (int i = 0; i < available; i++) {
            if (text.charAt(at + i) != prefix.charAt(i)) {
                return finding.nothing();
            }
        }
        if (available < prefix.length()) {
            return complete ? finding.nothing() : finding.undecided(at);
        }
        return lookAtRest(text, at, at + available, complete, finding);
    }

    private Outcome lookAtRest(CharSequence text, int at, int rest, boolean complete, Finding finding) {
        int looked = rest + Math.max(LOOK, shortest + 1);
        int end = alphabet.endOfRun(text, rest, looked);
        boolean more = end == text.length() && end < looked && !complete;
        if (shape == Shape.EXACT) {
            boolean fits = end - rest == shortest;
            return more && end - rest <= shortest
                    ? finding.undecided(at)
                    : fits ? finding.found(text, at, end, kind, SecretTail.NONE) : finding.nothing();
        }
        if (end - rest >= shortest && hasShape(text, rest, end)) {
            return finding.found(text, at, end, kind, SecretTail.run(alphabet));
        }
        return more ? finding.undecided(at) : finding.nothing();
    }

    private boolean hasShape(CharSequence text, int from, int to) {
        return switch (shape) {
            case ANY, EXACT -> true;
            case DIGIT -> hasDigit(text, from, to);
            case RUN -> hasRun(text, from, to);
        };
    }

    static boolean hasDigit(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Alphabet.DIGITS.has(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are so many letters and digits without a break that it is no word. */
    static boolean hasRun(CharSequence text, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Alphabet.ALPHANUMERIC.endOfRun(text, at, to);
            boolean mixed = hasDigit(text, at, end) && Alphabet.DIGITS.endOfRun(text, at, end) < end;
            if (end - at >= (mixed ? SHORTEST_MIXED_RUN : SHORTEST_RUN)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }
}
