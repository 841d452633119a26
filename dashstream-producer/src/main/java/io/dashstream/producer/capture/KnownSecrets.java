package io.dashstream.producer.capture;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds every kind of secret that is known without the application's help, in one pass.
 *
 * <p>Each rule is asked only where its first character stands, and looks at a bounded number of characters before it says no; a
 * rule that says yes consumes what it looked at. So the work is linear whatever the text.
 */
final class KnownSecrets implements SecretFinder {

    private static final int ASCII = 128;
    /** The longest escape: a backslash, {@code u} and four digits. */
    private static final int LONGEST_ESCAPE = 6;

    private static final SecretRule[] NONE = {};

    /** Rules that start with a character at the start of a word. */
    private final SecretRule[][] atWord = new SecretRule[ASCII][];
    /** Rules that look at a character wherever it stands. */
    private final SecretRule[][] anywhere = new SecretRule[ASCII][];

    KnownSecrets(SecretNames names) {
        Arrays.fill(atWord, NONE);
        Arrays.fill(anywhere, NONE);
        for (KeyFormat format : KeyFormats.ALL) {
            add(atWord, String.valueOf(format.prefix().charAt(0)), format);
        }
        add(atWord, "e", new JsonWebToken());
        add(atWord, "Bb", AuthorizationScheme.bearer());
        add(atWord, "Bb", AuthorizationScheme.basic());
        SecretRule awsSecret = new AwsSecretKey();
        for (char c = 0; c < ASCII; c++) {
            if (Alphabet.BASE64.has(c)) {
                add(atWord, String.valueOf(c), awsSecret);
            }
        }
        NamedValue named = new NamedValue(names);
        add(anywhere, ":", new UrlPassword());
        add(anywhere, ":=", named);
        add(anywhere, "-", new PrivateKeyBlock());
    }

    private static void add(SecretRule[][] table, String firsts, SecretRule rule) {
        firsts.chars().forEach(first -> {
            List<SecretRule> rules = new ArrayList<>(List.of(table[first]));
            rules.add(rule);
            table[first] = rules.toArray(NONE);
        });
    }

    @Override
    public Outcome next(CharSequence text, int from, boolean complete, Finding finding) {
        int lastEscape = lastEscapeBefore(text, from);
        boolean inWord = from > 0 && Alphabet.ALPHANUMERIC.has(text.charAt(from - 1));
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= ASCII) {
                inWord = false;
                continue;
            }
            if (c == '\\' || c == '%') {
                lastEscape = at;
            }
            boolean startsWord = !inWord || (at - lastEscape <= LONGEST_ESCAPE && isBehindEscape(text, at));
            if (startsWord && ask(atWord[c], text, at, complete, finding) != Outcome.NOTHING) {
                return finding.outcome;
            }
            if (ask(anywhere[c], text, at, complete, finding) != Outcome.NOTHING) {
                return finding.outcome;
            }
            inWord = Alphabet.ALPHANUMERIC.has(c);
        }
        return finding.nothing();
    }

    private static Outcome ask(SecretRule[] rules, CharSequence text, int at, boolean complete, Finding finding) {
        for (SecretRule rule : rules) {
            if (rule.look(text, at, complete, finding) != Outcome.NOTHING) {
                return finding.outcome;
            }
        }
        return Outcome.NOTHING;
    }

    private static int lastEscapeBefore(CharSequence text, int from) {
        for (int at = from - 1; at >= 0 && from - at <= LONGEST_ESCAPE; at--) {
            if (text.charAt(at) == '\\' || text.charAt(at) == '%') {
                return at;
            }
        }
        return -LONGEST_ESCAPE - 1;
    }

    /** Whether the characters just before are an escape, such as {@code \n} in a JSON text or {@code %3D} in a URL. */
    private static boolean isBehindEscape(CharSequence text, int at) {
        return (at >= 2 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0)
                || (at >= 3 && text.charAt(at - 3) == '%' && Alphabet.HEX.endOfRun(text, at - 2, at) == at)
                || (at >= 6
                        && text.charAt(at - 6) == '\\'
                        && text.charAt(at - 5) == 'u'
                        && Alphabet.HEX.endOfRun(text, at - 4, at) == at);
    }
}
