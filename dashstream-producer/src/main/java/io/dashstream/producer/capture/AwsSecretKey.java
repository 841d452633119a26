package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;

/**
 * Secret keys of AWS: forty characters of Base64 that stand alone. Hashes in hexadecimal, identifiers and paths of that length
 * are told apart by what random text has and they have not: capitals, small letters and digits, and few of them twice.
 */
final class AwsSecretKey implements SecretRule {

    private static final int LENGTH = 40;
    /** Random text of forty has thirty different characters; 22 are missed once in a million keys. */
    private static final int FEWEST_DIFFERENT = 22;

    private static final int FEWEST_LETTERS = 3;
    private static final int FEWEST_DIGITS = 2;
    private static final Alphabet NOT_BEFORE = Alphabet.WORD.and(".~+/@%\\$#");
    private static final Alphabet NOT_BEHIND = Alphabet.WORD.and("~+/=@%$:#");

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        if (at > 0 && NOT_BEFORE.has(text.charAt(at - 1))) {
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

    private static boolean endsAlone(CharSequence text, int end) {
        return end == text.length() || !NOT_BEHIND.has(text.charAt(end));
    }

    private static boolean isRandom(CharSequence text, int at, int end) {
        long seenLow = 0;
        long seenHigh = 0;
        int upper = 0;
        int lower = 0;
        int digits = 0;
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            upper += Alphabet.UPPER.has(c) ? 1 : 0;
            lower += Alphabet.LOWER.has(c) ? 1 : 0;
            digits += Alphabet.DIGITS.has(c) ? 1 : 0;
            if (c < 64) {
                seenLow |= 1L << c;
            } else {
                seenHigh |= 1L << (c - 64);
            }
        }
        return upper >= FEWEST_LETTERS
                && lower >= FEWEST_LETTERS
                && digits >= FEWEST_DIGITS
                && Long.bitCount(seenLow) + Long.bitCount(seenHigh) >= FEWEST_DIFFERENT;
    }
}
