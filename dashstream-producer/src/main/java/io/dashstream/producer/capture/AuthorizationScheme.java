package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.Base64;

/** Credentials behind the name of an HTTP authentication scheme (RFC 6750, RFC 7617); the name stays. */
final class AuthorizationScheme implements SecretRule {

    /** Tells credentials from the next word of a sentence. */
    private interface Test {
        boolean isCredential(CharSequence text, int from, int to);
    }

    private static final int LOOK = 64;
    private static final int MOST_SPACES = 4;
    private static final SecretTail REST = SecretTail.run(Alphabet.TOKEN68);

    private final String name;
    private final Test test;

    private AuthorizationScheme(String name, Test test) {
        this.name = name;
        this.test = test;
    }

    /** A token: long, and with a digit or without a break. */
    static AuthorizationScheme bearer() {
        return new AuthorizationScheme(
                "bearer",
                (text, from, to) ->
                        to - from >= 16 && (KeyFormat.hasDigit(text, from, to) || KeyFormat.hasRun(text, from, to)));
    }

    /** User and password in Base64: with a colon in it. */
    static AuthorizationScheme basic() {
        return new AuthorizationScheme("basic", AuthorizationScheme::hasColon);
    }

    private static boolean hasColon(CharSequence text, int from, int to) {
        int length = (to - from) / 4 * 4;
        if (length < 8) {
            return false;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(text.subSequence(from, from + length).toString());
            boolean colon = false;
            for (byte b : decoded) {
                if (b >= 0 && b < ' ') {
                    return false;
                }
                colon |= b == ':';
            }
            return colon;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        int nameEnd = Math.min(at + name.length(), text.length());
        for (int i = at; i < nameEnd; i++) {
            if (Character.toLowerCase(text.charAt(i)) != name.charAt(i - at)) {
                return finding.nothing();
            }
        }
        int from = endOfSpaces(text, nameEnd);
        if (from == text.length()) {
            return complete ? finding.nothing() : finding.undecided(at);
        }
        if (from == nameEnd) {
            return finding.nothing();
        }
        int to = Alphabet.TOKEN68.endOfRun(text, from, from + LOOK);
        if (to == text.length() && to < from + LOOK && !complete) {
            return finding.undecided(at);
        }
        return test.isCredential(text, from, to) ? finding.found(text, from, to, name, REST) : finding.nothing();
    }

    private static int endOfSpaces(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_SPACES && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
