package io.dashstream.producer.capture;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Names of fields whose values are secrets. A name is compared word by word, whatever joins the words: {@code apiKey},
 * {@code OPENAI_API_KEY} and {@code x-api-key} all hold "api key". A name that ends in a word like "count" or "url" tells
 * something about a secret and is none.
 */
final class SecretNames {

    /** What a name promises. */
    enum Verdict {
        /** Any value may stay. */
        HARMLESS,
        /** The name has other meanings too (a token may be a piece of text): a value that looks like a credential is one. */
        AMBIGUOUS,
        /** The value is a secret. */
        SECRET
    }

    private static final int SHORTEST_WITHOUT_DIGITS = 16;
    /** Between capitals and small letters, per ten characters; a name of many words has two or three. */
    private static final int CHANGES_IN_TEN = 4;

    private static final Set<String> SECRET = listed("""
            password passwords passwd passphrase passcode secret secrets credential credentials api_key
            api_keys access_key account_key secret_key private_key signing_key encryption_key
            master_key ssh_key access_token refresh_token auth_token id_token session_token
            security_token bearer_token oauth_token api_token bot_token authorization cookie cookies
            jwt connection_string
            """);
    private static final Set<String> SECRET_ENDINGS = listed("""
            password passwd passphrase apikey accesskey secretkey privatekey accesstoken refreshtoken
            authtoken sessiontoken clientsecret
            """);
    private static final Set<String> AMBIGUOUS = listed("""
            token auth pwd bearer pat
            """);
    private static final Set<String> ABOUT_SECRETS = listed("""
            name names id ids path file filename count length len size expires expiry expiration
            expired ttl at in for type kind policy url uri usage limit limits hint status enabled
            required strength format field label version date time timestamp duration header prefix
            suffix endpoint provider location arn ref reference rotation age consent present valid
            index column placeholder description title help message error errors input regex pattern
            schema attempts manager store model models class service method mode scope scopes domain
            code rules reset change
            """);
    private static final int LONGEST_NAME = 256;
    private static final int MOST_KNOWN = 4096;

    private final boolean on;
    private final Set<String> own;
    private final Map<String, Verdict> known = new ConcurrentHashMap<>();

    private SecretNames(boolean on, Set<String> own) {
        this.on = on;
        this.own = own;
    }

    private static Set<String> listed(String words) {
        return Set.of(words.trim().split("\\s+"));
    }

    /** No name is secret. */
    static SecretNames none() {
        return new SecretNames(false, Set.of());
    }

    /** The names known here and those of the application, which are secret whatever they end in. */
    static SecretNames with(Collection<String> own) {
        return new SecretNames(true, own.stream().map(SecretNames::words).collect(Collectors.toUnmodifiableSet()));
    }

    Verdict verdictOn(String name) {
        if (!on || name.length() > LONGEST_NAME) {
            return Verdict.HARMLESS;
        }
        Verdict verdict = known.get(name);
        if (verdict == null) {
            verdict = judge(words(name));
            if (known.size() < MOST_KNOWN) {
                known.put(name, verdict);
            }
        }
        return verdict;
    }

    private Verdict judge(String words) {
        if (own.contains(words)) {
            return Verdict.SECRET;
        }
        String framed = "_" + words + "_";
        String last = words.substring(words.lastIndexOf('_') + 1);
        if (ABOUT_SECRETS.contains(last)) {
            return Verdict.HARMLESS;
        }
        if (holdsOneOf(framed, SECRET) || SECRET_ENDINGS.stream().anyMatch(last::endsWith)) {
            return Verdict.SECRET;
        }
        return AMBIGUOUS.contains(last) ? Verdict.AMBIGUOUS : Verdict.HARMLESS;
    }

    private static boolean holdsOneOf(String framed, Set<String> phrases) {
        for (String phrase : phrases) {
            int at = framed.indexOf(phrase);
            while (at >= 0) {
                if (framed.charAt(at - 1) == '_' && framed.charAt(at + phrase.length()) == '_') {
                    return true;
                }
                at = framed.indexOf(phrase, at + 1);
            }
        }
        return false;
    }

    /** Joins the words of a name with underscores, in small letters. */
    static String words(String name) {
        StringBuilder words = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                separate(words);
                continue;
            }
            boolean upper = Character.isUpperCase(c);
            boolean afterSmall = i > 0 && Character.isLowerCase(name.charAt(i - 1));
            boolean startsWord = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
            boolean afterUpper = i > 0 && Character.isUpperCase(name.charAt(i - 1));
            if (upper && (afterSmall || (afterUpper && startsWord))) {
                separate(words);
            }
            words.append(c);
        }
        int end = words.length() > 0 && words.charAt(words.length() - 1) == '_' ? words.length() - 1 : words.length();
        return words.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static void separate(StringBuilder words) {
        if (words.length() > 0 && words.charAt(words.length() - 1) != '_') {
            words.append('_');
        }
    }

    /**
     * Whether a value looks like a credential: some length, letters and digits or capitals and small letters in no order, no space,
     * no path, no URL.
     */
    static boolean isCredential(CharSequence text, int from, int to, int shortest) {
        if (to - from < shortest || text.charAt(from) == '/') {
            return false;
        }
        boolean digit = false;
        boolean letter = false;
        int changes = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            digit |= Alphabet.DIGITS.has(c);
            letter |= Alphabet.LETTERS.has(c);
            changes += i > from && Alphabet.UPPER.has(c) != Alphabet.UPPER.has(text.charAt(i - 1)) ? 1 : 0;
            if (c <= ' ' || c > '~' || (c == '/' && i + 1 < to && text.charAt(i + 1) == '/')) {
                return false;
            }
        }
        boolean disordered = to - from >= SHORTEST_WITHOUT_DIGITS && CHANGES_IN_TEN * (to - from) <= 10 * changes;
        return letter && (digit || disordered);
    }
}
