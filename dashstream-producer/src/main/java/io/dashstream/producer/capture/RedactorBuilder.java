package io.dashstream.producer.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Configures a {@link Redactor}. Not thread-safe. */
public final class RedactorBuilder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final List<AppPattern> patterns = new ArrayList<>();
    private final List<String> secretFields = new ArrayList<>();

    RedactorBuilder() {}

    /**
     * Adds a pattern of the application's own. A pattern that needs a great many looks at a text (see "catastrophic
     * backtracking") is stopped, and that text is taken out. In streams it finds what is not longer than 256 characters, and
     * holds as many back.
     *
     * @param name appears in place of the secret: {@code [REDACTED:name]}; letters, digits, {@code _} and {@code -}
     * @param regex a {@link java.util.regex.Pattern}; whatever it finds is taken out
     * @return this builder
     * @throws IllegalArgumentException if name or pattern are not of that form
     */
    public RedactorBuilder pattern(String name, String regex) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a pattern is '" + name + "', allowed are up to 64 letters, digits, '_' and '-'");
        }
        patterns.add(new AppPattern(name, Pattern.compile(regex)));
        return this;
    }

    /**
     * Adds a field name whose whole value is taken out, in addition to those known.
     *
     * @param name compared word by word without case and separators, so {@code apiKey} also names {@code API_KEY}
     * @return this builder
     */
    public RedactorBuilder secretField(String name) {
        secretFields.add(Objects.requireNonNull(name, "name"));
        return this;
    }

    /**
     * Makes the redactor.
     *
     * @return a new redactor
     */
    public Redactor build() {
        SecretNames names = SecretNames.with(secretFields);
        List<SecretFinder> finders = new ArrayList<>();
        finders.add(new KnownSecrets(names));
        finders.addAll(patterns);
        return new Redactor(List.copyOf(finders), names);
    }
}
