package io.dashstream.replay.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of RFC 7239's {@code Forwarded}. Each line is read for itself: a quote that a client leaves open must not
 * swallow what a proxy adds on a line of its own.
 */
final class ForwardedLine {

    private static final String FOR = "for";

    private ForwardedLine() {}

    static List<Optional<InetAddress>> hops(String line) {
        return split(line, ',').stream()
                .filter(element -> !element.isBlank())
                .map(ForwardedLine::client)
                .toList();
    }

    /** The one address that an element names; two of them, or none, are no answer. */
    private static Optional<InetAddress> client(String element) {
        Optional<InetAddress> found = Optional.empty();
        int named = 0;
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals >= 0
                    && pair.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(FOR)) {
                named++;
                found = unquote(pair.substring(equals + 1).strip()).flatMap(ForwardedNode::strict);
            }
        }
        return named == 1 ? found : Optional.empty();
    }

    private static Optional<String> unquote(String value) {
        if (!value.startsWith("\"")) {
            // An address with a colon is no token, so it has to be quoted.
            return value.indexOf(':') < 0 && value.indexOf('"') < 0 ? Optional.of(value) : Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i == value.length() - 1 ? Optional.of(text.toString()) : Optional.empty();
            }
            if (c == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return Optional.empty();
    }

    /** Splits at a separator that is not inside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
