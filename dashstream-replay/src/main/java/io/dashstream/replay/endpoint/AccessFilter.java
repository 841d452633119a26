package io.dashstream.replay.endpoint;

import io.dashstream.replay.access.AccessDecision;
import io.dashstream.replay.access.AccessDecision.Granted;
import io.dashstream.replay.access.AccessDecision.Refused;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.access.AccessRequest;
import io.dashstream.replay.access.ClientAddressResolver;
import io.dashstream.replay.access.OriginPolicy;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door: who is not let in here gets 403, before a WebSocket is opened or anything is read. */
final class AccessFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

    private final ClientAddressResolver resolver;
    private final OriginPolicy origins;
    private final AccessPolicy policy;

    AccessFilter(ClientAddressResolver resolver, OriginPolicy origins, AccessPolicy policy) {
        this.resolver = resolver;
        this.origins = origins;
        this.policy = policy;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer)) {
            throw new ServletException("only HTTP is served here");
        }
        AccessRequest asked = accessRequest(http);
        AccessDecision decision = decide(asked);
        if (decision instanceof Granted granted) {
            Visitor visitor = Visitor.of(asked, granted.grant());
            visitor.standBehind(http);
            chain.doFilter(new AsVisitor(http, visitor), response);
        } else if (decision instanceof Refused refused) {
            LOG.debug("Refused {}: {}", asked, refused.reason());
            JsonAnswer.error(answer, HttpServletResponse.SC_FORBIDDEN, "not_allowed", refused.reason());
        }
    }

    private AccessDecision decide(AccessRequest asked) {
        if (!origins.permits(asked)) {
            return new Refused("pages from " + asked.header("Origin") + " may not connect here");
        }
        try {
            return policy.decide(asked);
        } catch (RuntimeException e) {
            LOG.error("The access policy failed; {} is refused", asked, e);
            return new Refused("the access policy failed");
        }
    }

    private AccessRequest accessRequest(HttpServletRequest http) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(http.getHeaderNames())) {
            headers.put(name, Collections.list(http.getHeaders(name)));
        }
        Optional<String> principal =
                Optional.ofNullable(http.getUserPrincipal()).map(Principal::getName);
        return new AccessRequest(
                principal,
                resolver.resolve(http.getRemoteAddr(), name -> Collections.list(http.getHeaders(name))),
                headers);
    }

    /** The request with its visitor as the user. */
    private static final class AsVisitor extends HttpServletRequestWrapper {

        private final Visitor visitor;

        AsVisitor(HttpServletRequest request, Visitor visitor) {
            super(request);
            this.visitor = visitor;
        }

        @Override
        public Principal getUserPrincipal() {
            return visitor;
        }
    }
}
