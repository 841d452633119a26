package io.dashstream.producer.capture;

/** Says how far a secret goes once it is known to be one; also when its text comes in pieces. */
@FunctionalInterface
interface SecretTail {

    /** No secret whose end must be looked for is taken to be longer: if the end is missing, this much is taken out. */
    int LONGEST = 16 * 1024;

    /** A secret of known length. */
    SecretTail NONE = (text, from, before) -> from;

    /**
     * Returns where the secret ends.
     *
     * @param text holds at least the eighty characters before {@code from}, if there were so many; does not end in a backslash
     *     unless it is complete
     * @param from up to here it is the secret
     * @param before how long the secret is up to {@code from}
     * @return its end, or the end of the text if it goes on until there
     */
    int end(CharSequence text, int from, int before);

    /** All that follows of an alphabet. */
    static SecretTail run(Alphabet alphabet) {
        return (text, from, before) -> alphabet.endOfRun(text, from, Integer.MAX_VALUE);
    }

    /** Up to one of some characters. */
    static SecretTail until(String stops) {
        return (text, from, before) -> {
            int limit = limit(text, from, before);
            int at = from;
            while (at < limit && stops.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return at;
        };
    }

    /**
     * Up to the closing quote.
     *
     * @param backslashes how many stand before the opening quote: a JSON text inside of a JSON text has one; so has its closing
     *     quote, and quotes inside of the value have more
     */
    static SecretTail quoted(char quote, int backslashes) {
        return (text, from, before) -> {
            int limit = limit(text, from, before);
            for (int at = from; at < limit; at++) {
                if (text.charAt(at) != quote) {
                    continue;
                }
                int here = backslashesBefore(text, at, from - before);
                if (backslashes == 0 ? here % 2 == 0 : here <= backslashes) {
                    return Math.max(from, at - Math.min(here, backslashes));
                }
            }
            return limit;
        };
    }

    private static int backslashesBefore(CharSequence text, int at, int start) {
        int count = 0;
        while (at - count > Math.max(0, start) && text.charAt(at - count - 1) == '\\') {
            count++;
        }
        return count;
    }

    /** Returns where the text, or the longest secret, ends. */
    static int limit(CharSequence text, int from, int before) {
        return (int) Math.min(text.length(), (long) from + Math.max(0, LONGEST - before));
    }
}
