package io.dashstream.producer.capture;

import java.util.Objects;

/** Configures a {@link Redactor}. Not thread-safe. */
public final class RedactorBuilder {

    RedactorBuilder() {}

    /**
     * Adds a pattern of the application's own.
     *
     * @param name appears in place of the secret: {@code [REDACTED:name]}; letters, digits, {@code _} and {@code -}
     * @param regex a {@link java.util.regex.Pattern}; whatever it finds is taken out
     * @return this builder
     */
    public RedactorBuilder pattern(String name, String regex) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(regex, "regex");
        return this;
    }

    /**
     * Adds a field name whose whole value is taken out, in addition to those known.
     *
     * @param name compared without case and separators, so {@code apiKey} also names {@code API_KEY}
     * @return this builder
     */
    public RedactorBuilder secretField(String name) {
        Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Makes the redactor.
     *
     * @return a new redactor
     */
    public Redactor build() {
        return new Redactor();
    }
}
