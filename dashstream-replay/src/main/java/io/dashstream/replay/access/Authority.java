package io.dashstream.replay.access;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with a port or without, as in a {@code Host} header.
 *
 * @param host in lower case; IPv6 in brackets
 * @param port the port, if it is named
 */
record Authority(String host, OptionalInt port) {

    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    static Optional<Authority> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalInt port =
                form.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(form.group(2)));
        return Optional.of(new Authority(form.group(1).toLowerCase(Locale.ROOT), port));
    }

    /** The same with the port that is meant where none is named. */
    Authority withDefaultPort(int port) {
        return new Authority(host, OptionalInt.of(this.port.orElse(port)));
    }
}
