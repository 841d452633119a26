package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression of the application. It may look at each character so many times on average; one that needs more, or more
 * stack than there is, takes out the whole rest of the text, because nobody knows what it would have found.
 *
 * @param kind what stands in place of the secret
 * @param pattern what is taken out
 */
record AppPattern(String kind, Pattern pattern) implements SecretFinder {

    /** So much of a stream is held back: longer secrets of the application are missed if they are split over chunks. */
    static final int WINDOW = 256;

    private static final int LOOKS_PER_CHARACTER = 200;
    private static final int LOOKS_AT_LEAST = 10_000;

    @Override
    public Outcome next(CharSequence text, int from, boolean complete, Finding finding) {
        int undecided = complete ? Integer.MAX_VALUE : Math.max(from, text.length() - WINDOW);
        Counted counted = new Counted(text, LOOKS_AT_LEAST + (long) LOOKS_PER_CHARACTER * (text.length() - from));
        try {
            Matcher matcher =
                    pattern.matcher(counted).useTransparentBounds(true).useAnchoringBounds(false);
            matcher.region(from, text.length());
            while (matcher.find() && matcher.start() < undecided) {
                if (matcher.end() > matcher.start()) {
                    return finding.found(text, matcher.start(), matcher.end(), kind, SecretTail.NONE);
                }
            }
        } catch (TooMuchWorkException | StackOverflowError e) {
            return finding.found(text, from, text.length(), kind, SecretTail.NONE);
        }
        return complete ? finding.nothing() : finding.undecided(undecided);
    }

    /** The pattern has looked too often. */
    private static final class TooMuchWorkException extends RuntimeException {
        TooMuchWorkException() {
            super("a pattern looked too often at its text", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {

        private final CharSequence text;
        private long left;

        Counted(CharSequence text, long looks) {
            this.text = text;
            this.left = looks;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooMuchWorkException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
