package io.dashstream.replay.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a request before anything is given to it: a WebSocket handshake or a plain HTTP request.
 *
 * <p>Header names are looked up whatever their case. Immutable, if the principal is.
 */
public final class AccessRequest {

    private final Optional<String> principal;
    private final ClientAddress client;
    private final Map<String, List<String>> headers;

    /**
     * Takes the facts.
     *
     * @param principal the name of the user that the server has authenticated, if any
     * @param client whose request it is
     * @param headers all lines of each header, in the order received
     */
    public AccessRequest(Optional<String> principal, ClientAddress client, Map<String, List<String>> headers) {
        this.principal = principal;
        this.client = client;
        Map<String, List<String>> copy = new TreeMap<>();
        headers.forEach((name, lines) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(lines)));
        this.headers = copy;
    }

    /**
     * The name of the user that the server has authenticated.
     *
     * @return the name, or empty if nobody is logged in
     */
    public Optional<String> principal() {
        return principal;
    }

    /**
     * Whose request it is.
     *
     * @return the client behind the proxies that are trusted
     */
    public ClientAddress client() {
        return client;
    }

    /**
     * All lines of a header.
     *
     * @param name the header's name, in any case
     * @return the lines in the order received, none if there is no such header
     */
    public List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * The one line of a header that comes once.
     *
     * @param name the header's name, in any case
     * @return the line, or empty if there is none or more than one
     */
    public Optional<String> onlyHeader(String name) {
        List<String> lines = header(name);
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    /** Names the client, not the headers: they carry credentials. */
    @Override
    public String toString() {
        return client.text() + principal.map(name -> " as " + name).orElse("");
    }
}
