package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.List;

/**
 * Private keys as text (RFC 7468 and its relatives), whole: from the first dash to the last. If the last line is missing, what
 * follows is taken to be the key. A sentence about such keys is told apart by what stands behind the first line.
 */
final class PrivateKeyBlock implements SecretRule {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LONGEST_LABEL = 48;
    private static final int SHORTEST_LINE = 16;
    private static final int MOST_BREAKS = 16;
    private static final Alphabet LABEL = Alphabet.UPPER.and(Alphabet.DIGITS).and(" ");
    private static final List<String> HEADERS = List.of("Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:");
    private static final SecretTail REST = PrivateKeyBlock::end;

    @Override
    public Outcome look(CharSequence text, int at, boolean complete, Finding finding) {
        if (!startsWith(text, at, BEGIN)) {
            return finding.nothing();
        }
        int label = at + BEGIN.length();
        int labelEnd = LABEL.endOfRun(text, label, label + LONGEST_LABEL);
        int body = labelEnd + DASHES.length();
        if (text.length() < body && startsWith(text, labelEnd, DASHES)) {
            return complete ? finding.nothing() : finding.undecided(at);
        }
        if (!startsWith(text, labelEnd, DASHES) || !namesPrivateKey(text, label, labelEnd)) {
            return finding.nothing();
        }
        return lookAtBody(text, at, body, complete, finding);
    }

    private static Outcome lookAtBody(CharSequence text, int at, int body, boolean complete, Finding finding) {
        int line = body;
        while (line < text.length() && line - body < MOST_BREAKS && isBreak(text, line)) {
            line++;
        }
        int lineEnd = Alphabet.BASE64.endOfRun(text, line, line + SHORTEST_LINE);
        if (lineEnd - line == SHORTEST_LINE) {
            return finding.found(text, at, lineEnd, "private_key", REST);
        }
        for (String header : HEADERS) {
            boolean same = startsWith(text, line, header);
            if (same && text.length() >= line + header.length()) {
                return finding.found(text, at, line + header.length(), "private_key", REST);
            }
            if (same && !complete) {
                return finding.undecided(at);
            }
        }
        return lineEnd == text.length() && !complete ? finding.undecided(at) : finding.nothing();
    }

    /** White space, or its escaped form inside of a JSON text. */
    private static boolean isBreak(CharSequence text, int at) {
        char c = text.charAt(at);
        boolean escape = (c == 'n' || c == 'r') && text.charAt(at - 1) == '\\';
        return c <= ' ' || c == '\\' || escape;
    }

    private static boolean namesPrivateKey(CharSequence text, int from, int to) {
        return text.subSequence(from, to).toString().contains("PRIVATE KEY");
    }

    /** Whether the text goes on like this, as far as it goes on. */
    private static boolean startsWith(CharSequence text, int at, String start) {
        for (int i = 0; i < start.length() && at + i < text.length(); i++) {
            if (text.charAt(at + i) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The last line may have started before {@code from}, and ended there. */
    private static int end(CharSequence text, int from, int before) {
        int limit = SecretTail.limit(text, from, before);
        int earliest = Math.max(from - Math.min(before, END.length() + LONGEST_LABEL), 0);
        for (int at = earliest; at < limit; at++) {
            if (text.charAt(at) != '-' || at + END.length() > limit || !startsWith(text, at, END)) {
                continue;
            }
            int labelEnd = LABEL.endOfRun(text, at + END.length(), at + END.length() + LONGEST_LABEL);
            int end = labelEnd + DASHES.length();
            if (end <= limit && end >= from && startsWith(text, labelEnd, DASHES)) {
                return end;
            }
        }
        return limit;
    }
}
