package io.dashstream.producer.capture;

/** A set of ASCII characters. */
final class Alphabet {

    static final Alphabet DIGITS = of("0123456789");
    static final Alphabet UPPER = of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    static final Alphabet LOWER = of("abcdefghijklmnopqrstuvwxyz");
    static final Alphabet LETTERS = UPPER.and(LOWER);
    static final Alphabet ALPHANUMERIC = LETTERS.and(DIGITS);
    static final Alphabet HEX = DIGITS.and("abcdefABCDEF");
    /** Base64 for URLs, and what most keys are made of. */
    static final Alphabet WORD = ALPHANUMERIC.and("-_");
    /** Base64. */
    static final Alphabet BASE64 = ALPHANUMERIC.and("+/");
    /** What RFC 7235 allows in a token after {@code Bearer}. */
    static final Alphabet TOKEN68 = WORD.and(".~+/=");

    private static final int SIZE = 128;

    private final boolean[] members;

    private Alphabet(boolean[] members) {
        this.members = members;
    }

    static Alphabet of(String characters) {
        return new Alphabet(new boolean[SIZE]).and(characters);
    }

    Alphabet and(String characters) {
        boolean[] more = members.clone();
        characters.chars().forEach(c -> more[c] = true);
        return new Alphabet(more);
    }

    Alphabet and(Alphabet other) {
        boolean[] more = members.clone();
        for (int c = 0; c < SIZE; c++) {
            more[c] |= other.members[c];
        }
        return new Alphabet(more);
    }

    boolean has(char c) {
        return c < SIZE && members[c];
    }

    /** Returns where the characters of this alphabet that start at {@code from} end, at {@code limit} at the latest. */
    int endOfRun(CharSequence text, int from, int limit) {
        int end = Math.min(limit, text.length());
        int at = from;
        while (at < end && has(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
