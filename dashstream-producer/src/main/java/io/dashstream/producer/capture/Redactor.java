package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.producer.capture.Finding.Outcome;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes secrets out of trees and texts before anything is compared, hashed or sent: keys in known formats, values of secret-looking
 * fields, the application's own patterns. In their place stands {@code [REDACTED]} or {@code [REDACTED:kind]}.
 *
 * <p>What is recognised: keys of OpenAI, Anthropic, AWS (both halves), GitHub, GitLab, Google, Slack, Stripe and some more by
 * their prefixes; JSON Web Tokens; credentials behind {@code Bearer} and {@code Basic}; passwords in URLs; whole private keys;
 * values of fields, parameters and headers whose names hold "password", "api key", "authorization" and the like, in trees and in
 * texts. The names of fields are searched like texts.
 *
 * <p>Work is linear in the input whatever the input. Thread-safe; the configuration never changes.
 */
public final class Redactor {

    /** How everything starts that stands in place of a secret. */
    static final String MARK = "[REDACTED";

    private final List<SecretFinder> finders;
    private final SecretNames names;
    private final LongAdder redactions = new LongAdder();

    Redactor(List<SecretFinder> finders, SecretNames names) {
        this.finders = finders;
        this.names = names;
    }

    /**
     * Returns a redactor with all defaults.
     *
     * @return a new redactor
     */
    public static Redactor ofDefaults() {
        return builder().build();
    }

    /**
     * Returns a redactor that changes nothing.
     *
     * @return a new redactor
     */
    public static Redactor none() {
        return new Redactor(List.of(), SecretNames.none());
    }

    /**
     * Starts the configuration of a redactor.
     *
     * @return a builder with all defaults
     */
    public static RedactorBuilder builder() {
        return new RedactorBuilder();
    }

    /**
     * Redacts a tree.
     *
     * @param tree left as it is
     * @return a tree without the secrets; the same object where nothing had to be taken out, so sharing survives
     */
    public JsonNode redact(JsonNode tree) {
        return newSession().redact(tree);
    }

    /**
     * Redacts a text.
     *
     * @param text any text
     * @return the same object if nothing had to be taken out
     */
    public String redactText(String text) {
        return holdsNothing(text) ? text : redacted(text);
    }

    /** Nearly every text: no more is made for it than one finding. */
    private boolean holdsNothing(String text) {
        Finding finding = new Finding();
        for (SecretFinder finder : finders) {
            if (finder.next(text, 0, true, finding) != Outcome.NOTHING) {
                return false;
            }
        }
        return true;
    }

    private String redacted(String text) {
        SecretSearch search = new SecretSearch(finders, text, 0, true);
        Finding secret = search.next(0);
        if (secret.outcome != Outcome.FOUND) {
            return text;
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int done = 0;
        while (secret.outcome == Outcome.FOUND) {
            redacted.append(text, done, secret.start).append(mark(secret.kind));
            done = secret.end;
            redactions.increment();
            secret = search.next(done);
        }
        return redacted.append(text, done, text.length()).toString();
    }

    static String mark(String kind) {
        return kind.equals(ValueLook.KIND) ? MARK + "]" : MARK + ":" + kind + "]";
    }

    /**
     * Opens a session that redacts the states of one run and looks only at what changed since the last one.
     *
     * @return a new session, for one thread at a time
     */
    public RedactionSession newSession() {
        return new RedactionSession(this, names);
    }

    /**
     * Opens the redaction of one streamed answer.
     *
     * @return a new redactor for the chunks of one request, for one thread at a time
     */
    public TokenRedactor newTokenRedactor() {
        return new TokenRedactor(this, finders);
    }

    /**
     * Returns how much was taken out so far.
     *
     * @return the number of places where something was taken out since this redactor was made
     */
    public long redactions() {
        return redactions.sum();
    }

    void countRedaction() {
        redactions.increment();
    }
}
