package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;

/** The password of a URL, {@code scheme://user:password@host}; the rest stays. Looks at the colon behind the scheme. */
final class UrlPassword implements SecretRule {

    private static final int LONGEST = 512;
    private static final String STOPS = "/?# \t\r\n\"'`<>\\";

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        for (int i = 1; i <= 2; i++) {
            if (at + i >= text.length()) {
                return complete ? finding.nothing() : finding.undecided(at);
            }
            if (text.charAt(at + i) != '/') {
                return finding.nothing();
            }
        }
        return lookAtUser(text, at, complete, finding);
    }

    private static Outcome lookAtUser(CharSequence text, int at, boolean complete, Finding finding) {
        int limit = Math.min(text.length(), at + LONGEST);
        int colon = -1;
        int host = -1;
        int i = at + 3;
        for (; i < limit && STOPS.indexOf(text.charAt(i)) < 0; i++) {
            char c = text.charAt(i);
            if (c == ':' && colon < 0) {
                colon = i;
            } else if (c == '@') {
                host = i;
            }
        }
        if (i == text.length() && i < at + LONGEST && !complete) {
            return finding.undecided(at);
        }
        if (colon < 0 || host <= colon + 1 || text.charAt(colon + 1) == '[') {
            return finding.nothing();
        }
        return finding.found(text, colon + 1, host, "url_password", SecretTail.NONE);
    }
}
