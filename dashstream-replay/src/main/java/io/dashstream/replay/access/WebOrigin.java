package io.dashstream.replay.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from: RFC 6454's triple.
 *
 * @param scheme http or https
 * @param authority host and port
 */
record WebOrigin(String scheme, Authority authority) {

    private static final Pattern FORM = Pattern.compile("([Hh][Tt][Tt][Pp][Ss]?)://([^/?#@]+)");

    static Optional<WebOrigin> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        return Authority.parse(form.group(2))
                .map(authority -> new WebOrigin(scheme, authority.withDefaultPort(defaultPort(scheme))));
    }

    /**
     * Whether the page comes from the host that a request is for. The scheme is the page's own: behind a proxy that
     * terminates TLS the server can't know it.
     */
    boolean isAt(Authority host) {
        return authority.equals(host.withDefaultPort(defaultPort(scheme)));
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
