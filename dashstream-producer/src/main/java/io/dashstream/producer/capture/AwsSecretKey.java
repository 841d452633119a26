package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;

/**
 * Secret keys of AWS: forty characters of Base64 that stand alone. Hashes in hexadecimal, identifiers and paths of that length
 * are told apart by what random text has and they have not: capitals, small letters and digits, in no order, and few of them twice.
 */
final class AwsSecretKey implements SecretRule {

    private static final int LENGTH = 40;
    /** Random text of forty has thirty different characters; 22 are missed once in a million keys. */
    private static final int FEWEST_DIFFERENT = 22;

    private static final int FEWEST_LETTERS = 3;
    private static final int FEWEST_DIGITS = 2;
    /** Between capitals, small letters, digits and signs; a name of many words has two per word. */
    private static final int FEWEST_CHANGES = 19;

    private static final int CLASSES = 4;
    private static final int MOST_BACKSLASHES = 7;
    private static final Alphabet NOT_BEFORE = Alphabet.WORD.and(".~+/@%\\$#");
    private static final Alphabet NOT_BEHIND = Alphabet.WORD.and("~+/=@%$:#");

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        if (at > 0 && NOT_BEFORE.has(text.charAt(at - 1)) && !isBehindEscape(text, at)) {
            return finding.nothing();
        }
        int end = Alphabet.BASE64.endOfRun(text, at, at + LENGTH + 1);
        if (end == text.length() && end - at <= LENGTH && !complete) {
            return finding.undecided(at);
        }
        if (end - at != LENGTH || !endsAlone(text, end) || !isRandom(text, at, end)) {
            return finding.nothing();
        }
        return finding.found(text, at, end, "aws_secret_key", SecretTail.NONE);
    }

    /** Behind a line break or a tab as JSON writes them, with an odd number of backslashes before its letter. */
    private static boolean isBehindEscape(CharSequence text, int at) {
        if (at < 2 || "nrt".indexOf(text.charAt(at - 1)) < 0) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < MOST_BACKSLASHES
                && at - 2 - backslashes >= 0
                && text.charAt(at - 2 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static boolean endsAlone(CharSequence text, int end) {
        return end == text.length() || !NOT_BEHIND.has(text.charAt(end));
    }

    private static boolean isRandom(CharSequence text, int at, int end) {
        long seenLow = 0;
        long seenHigh = 0;
        int[] ofClass = new int[CLASSES];
        int changes = 0;
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            seenLow |= c < Long.SIZE ? 1L << c : 0;
            seenHigh |= c < Long.SIZE ? 0 : 1L << (c - Long.SIZE);
            ofClass[classOf(c)]++;
            changes += i > at && classOf(c) != classOf(text.charAt(i - 1)) ? 1 : 0;
        }
        return ofClass[0] >= FEWEST_LETTERS
                && ofClass[1] >= FEWEST_LETTERS
                && ofClass[2] >= FEWEST_DIGITS
                && changes >= FEWEST_CHANGES
                && Long.bitCount(seenLow) + Long.bitCount(seenHigh) >= FEWEST_DIFFERENT;
    }

    private static int classOf(char c) {
        if (Alphabet.UPPER.has(c)) {
            return 0;
        }
        if (Alphabet.LOWER.has(c)) {
            return 1;
        }
        return Alphabet.DIGITS.has(c) ? 2 : 3;
    }
}
