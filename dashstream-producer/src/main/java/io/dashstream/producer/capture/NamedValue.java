package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import io.dashstream.producer.capture.SecretNames.Verdict;

/**
 * Values behind a secret-looking name in a text: members of a JSON text, parameters of a URL, lines of a configuration, HTTP
 * headers. Looks at the colon or the equals sign between name and value.
 */
final class NamedValue implements SecretRule {

    private static final Alphabet NAME = Alphabet.WORD.and(".");
    private static final int LONGEST_NAME = 64;
    private static final int SHORTEST_NAME = 2;
    private static final int MOST_SPACES = 2;
    private static final int MOST_BACKSLASHES = 7;

    private final SecretNames names;

    NamedValue(SecretNames names) {
        this.names = names;
    }

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        int nameEnd = nameEnd(text, at);
        int nameStart = nameEnd;
        while (nameStart > 0 && nameEnd - nameStart < LONGEST_NAME && NAME.has(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        if (nameEnd - nameStart < SHORTEST_NAME) {
            return finding.nothing();
        }
        String name = text.subSequence(nameStart, nameEnd).toString();
        Verdict verdict = names.verdictOn(name);
        if (verdict == Verdict.HARMLESS) {
            return finding.nothing();
        }
        boolean quoted = nameEnd < at && text.charAt(nameEnd) != ' ';
        return new ValueLook(text, at, name, quoted, verdict, complete).fill(finding);
    }

    /** Goes back over spaces and a closing quote, which may be escaped. */
    private static int nameEnd(CharSequence text, int at) {
        int end = at;
        while (end > 0 && at - end < MOST_SPACES && text.charAt(end - 1) == ' ') {
            end--;
        }
        int unquoted = end;
        if (end > 0 && isQuote(text.charAt(end - 1))) {
            unquoted--;
            while (unquoted > 0 && end - unquoted <= MOST_BACKSLASHES && text.charAt(unquoted - 1) == '\\') {
                unquoted--;
            }
        }
        return unquoted;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }
}
