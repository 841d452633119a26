package io.dashstream.replay.access;

import io.dashstream.replay.ReplayException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may connect. A browser lets any page open a WebSocket anywhere and sends the user's cookies along; the
 * {@code Origin} header, which a page can't forge, is what tells ours from others.
 *
 * <p>A request without {@code Origin} does not come from a page's WebSocket and is let through to the
 * {@link AccessPolicy}: a program could write any origin. Immutable, thread-safe.
 */
public final class OriginPolicy {

    private static final OriginPolicy SAME_ORIGIN = new OriginPolicy(Set.of());

    private final Set<WebOrigin> allowed;

    private OriginPolicy(Set<WebOrigin> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * The default: only pages from the host and port that the request is for. A proxy has to pass the {@code Host} header
     * on unchanged for this; else list the page's origin.
     *
     * @return the policy
     */
    public static OriginPolicy sameOrigin() {
        return SAME_ORIGIN;
    }

    /**
     * Pages of the same origin, and these.
     *
     * @param origins for instance {@code https://dash.example.com}: scheme, host, and port if it is not the scheme's own
     * @return the policy
     * @throws ReplayException if one is no origin; wildcards are none
     */
    public static OriginPolicy allowing(String... origins) {
        Set<WebOrigin> parsed = new HashSet<>();
        for (String origin : origins) {
            parsed.add(WebOrigin.parse(origin)
                    .orElseThrow(() -> new ReplayException("origin \"" + origin
                            + "\" is not of the form https://host or https://host:port, without a path")));
        }
        return new OriginPolicy(parsed);
    }

    /**
     * Whether a request may come from where it says.
     *
     * @param request who asks
     * @return whether it may
     */
    public boolean permits(AccessRequest request) {
        List<String> lines = request.header("Origin");
        if (lines.isEmpty()) {
            return true;
        }
        Optional<WebOrigin> origin = request.onlyHeader("Origin").flatMap(WebOrigin::parse);
        return origin.isPresent()
                && (allowed.contains(origin.get())
                        || request.onlyHeader("Host")
                                .flatMap(Authority::parse)
                                .map(origin.get()::isAt)
                                .orElse(false));
    }
}
