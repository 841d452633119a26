package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import io.dashstream.producer.capture.SecretNames.Verdict;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at what stands behind a secret-looking name. In quotes the value is a secret whatever it is. Without, prose and code are
 * written the same way, so the value must look like a secret; references, placeholders and literals do not.
 *
 * @param at where the colon or the equals sign stands
 * @param nameQuoted whether the name stands in quotes, as in JSON
 */
record ValueLook(CharSequence text, int at, String name, boolean nameQuoted, Verdict verdict, boolean complete) {

    static final String KIND = "field";
    private static final int MOST_SPACES = 4;
    private static final int MOST_BACKSLASHES = 7;
    private static final int LOOK = 64;
    private static final int SHORTEST = 4;
    private static final int SHORTEST_IN_PROSE = 6;
    private static final int SHORTEST_IN_CODE = 8;
    private static final String STOPS = " \t\r\n,;&\"'`<>(){}[]\\";
    private static final String PLACEHOLDERS = "$<{([*%=>:";
    private static final Set<String> LITERALS = Set.of("true", "false", "null", "none", "nil", "undefined");
    private static final Set<String> SCHEMES = Set.of("bearer", "basic", "token", "apikey", "negotiate", "ntlm");
    private static final Set<String> SCHEMES_WITH_PARAMETERS = Set.of("digest", "hawk", "aws4-hmac-sha256");
    private static final SecretTail VALUE = SecretTail.until(STOPS);
    private static final SecretTail COOKIES = SecretTail.until("\r\n\"'\\");
    private static final SecretTail PARAMETERS = SecretTail.until("\r\n\\");
    private static final SecretTail[][] QUOTED = quotedTails();

    private static SecretTail[][] quotedTails() {
        SecretTail[][] tails = new SecretTail[3][MOST_BACKSLASHES + 1];
        for (int backslashes = 0; backslashes <= MOST_BACKSLASHES; backslashes++) {
            tails[0][backslashes] = SecretTail.quoted('"', backslashes);
            tails[1][backslashes] = SecretTail.quoted('\'', backslashes);
            tails[2][backslashes] = SecretTail.quoted('`', backslashes);
        }
        return tails;
    }

    Outcome fill(Finding finding) {
        int from = endOfSpaces(at + 1);
        int quote = from;
        while (quote < text.length() && quote - from < MOST_BACKSLASHES && text.charAt(quote) == '\\') {
            quote++;
        }
        if (quote == text.length()) {
            return orUndecided(finding);
        }
        if (NamedValue.isQuote(text.charAt(quote))) {
            return quoted(quote + 1, QUOTED["\"'`".indexOf(text.charAt(quote))][quote - from], finding);
        }
        return quote > from || PLACEHOLDERS.indexOf(text.charAt(from)) >= 0
                ? finding.nothing()
                : unquoted(from, finding);
    }

    private Outcome quoted(int from, SecretTail tail, Finding finding) {
        int end = tail.end(text, from, 0);
        boolean open = end == text.length() && end - from < SecretTail.LONGEST && !complete;
        if (open && end - from < LOOK) {
            return finding.undecided(at);
        }
        if (end == from || startsWithMark(from)) {
            return finding.nothing();
        }
        int looked = Math.min(end, from + LOOK);
        if (verdict == Verdict.AMBIGUOUS && !SecretNames.isCredential(text, from, looked, SHORTEST_IN_CODE)) {
            return finding.nothing();
        }
        return finding.found(text, from, from, KIND, tail);
    }

    private Outcome unquoted(int from, Finding finding) {
        int end = endOfValue(from);
        if (isUndecided(from, end)) {
            return finding.undecided(at);
        }
        String value = text.subSequence(from, end).toString().toLowerCase(Locale.ROOT);
        if (value.isEmpty() || LITERALS.contains(value)) {
            return finding.nothing();
        }
        if (text.charAt(at) == ':') {
            String words = SecretNames.words(name);
            if (words.endsWith("authorization")) {
                return authorization(from, end, value, finding);
            }
            if (words.endsWith("cookie")) {
                return value.indexOf('=') > 0 ? finding.found(text, from, end, KIND, COOKIES) : finding.nothing();
            }
        }
        return isSecret(from, end) ? finding.found(text, from, end, KIND, VALUE) : finding.nothing();
    }

    private boolean isSecret(int from, int end) {
        if (verdict == Verdict.AMBIGUOUS) {
            return SecretNames.isCredential(text, from, end, SHORTEST_IN_CODE) && !isCode(from, end);
        }
        if (nameQuoted) {
            return true;
        }
        if (text.charAt(at) == ':') {
            return SecretNames.isCredential(text, from, end, SHORTEST_IN_PROSE);
        }
        boolean spaced = text.charAt(at - 1) == ' ' || from > at + 1;
        return spaced
                ? SecretNames.isCredential(text, from, end, SHORTEST_IN_CODE) && !isCode(from, end)
                : end - from >= SHORTEST && !isCode(from, end);
    }

    /** A call, or names joined by points. */
    private boolean isCode(int from, int end) {
        if (end < text.length() && (text.charAt(end) == '(' || text.charAt(end) == '[')) {
            return true;
        }
        boolean point = false;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            point |= c == '.';
            if (c != '.' && c != '_' && !Alphabet.LETTERS.has(c)) {
                return false;
            }
        }
        return point;
    }

    /** {@code Authorization: scheme credentials}; the scheme stays. */
    private Outcome authorization(int schemeStart, int schemeEnd, String scheme, Finding finding) {
        if (!SCHEMES.contains(scheme) && !SCHEMES_WITH_PARAMETERS.contains(scheme)) {
            return SecretNames.isCredential(text, schemeStart, schemeEnd, SHORTEST_IN_PROSE)
                    ? finding.found(text, schemeStart, schemeEnd, KIND, VALUE)
                    : finding.nothing();
        }
        int from = endOfSpaces(schemeEnd);
        int end = endOfValue(from);
        if (isUndecided(from, end)) {
            return finding.undecided(at);
        }
        if (SCHEMES_WITH_PARAMETERS.contains(scheme)) {
            boolean parameters = text.subSequence(from, end).toString().indexOf('=') > 0;
            return parameters ? finding.found(text, from, end, KIND, PARAMETERS) : finding.nothing();
        }
        boolean credential = KeyFormat.hasDigit(text, from, end) || KeyFormat.hasRun(text, from, end);
        return end - from >= SHORTEST && credential ? finding.found(text, from, end, KIND, VALUE) : finding.nothing();
    }

    private boolean startsWithMark(int from) {
        int end = Math.min(text.length(), from + Redactor.MARK.length());
        return text.subSequence(from, end).toString().equals(Redactor.MARK);
    }

    private int endOfSpaces(int from) {
        int end = from;
        while (end < text.length()
                && end - from < MOST_SPACES
                && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return end;
    }

    private int endOfValue(int from) {
        int limit = Math.min(text.length(), from + LOOK);
        int end = from;
        while (end < limit && STOPS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private boolean isUndecided(int from, int end) {
        return end == text.length() && end - from < LOOK && !complete;
    }

    private Outcome orUndecided(Finding finding) {
        return complete ? finding.nothing() : finding.undecided(at);
    }
}
