package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;

/** JSON Web Tokens (RFC 7519): a header that starts like an object in Base64, a point, a payload. */
final class JsonWebToken implements SecretRule {

    private static final String START = "eyJ";
    private static final int SHORTEST_HEADER = 12;
    /** Certificates may stand in a header; what is longer than this is no token. */
    private static final int LONGEST_HEADER = 1024;

    private static final int SHORTEST_PAYLOAD = 8;
    private static final SecretTail REST = SecretTail.run(Alphabet.WORD.and("."));

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        boolean insideOfAName = at > 0 && "-_".indexOf(text.charAt(at - 1)) >= 0;
        if (insideOfAName || !startsRight(text, at)) {
            return finding.nothing();
        }
        int point = Alphabet.WORD.endOfRun(text, at, at + LONGEST_HEADER);
        if (point == text.length() && point < at + LONGEST_HEADER) {
            return complete ? finding.nothing() : finding.undecided(at);
        }
        if (point - at < SHORTEST_HEADER || point == text.length() || text.charAt(point) != '.') {
            return finding.nothing();
        }
        int end = Alphabet.WORD.endOfRun(text, point + 1, point + 1 + SHORTEST_PAYLOAD);
        if (end - point > SHORTEST_PAYLOAD) {
            return finding.found(text, at, end, "jwt", REST);
        }
        return complete || end < text.length() ? finding.nothing() : finding.undecided(at);
    }

    private static boolean startsRight(CharSequence text, int at) {
        for (int i = 0; i < START.length() && at + i < text.length(); i++) {
            if (text.charAt(at + i) != START.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
