package io.dashstream.replay.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.access.AccessDecision.Granted;
import io.dashstream.replay.access.AccessDecision.Refused;
import io.dashstream.replay.client.AccessGrant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RE-21: by default only this machine sees anything, whatever a proxy or a name server makes of it. */
class AccessPolicyTest {

    private final AccessPolicy policy = AccessPolicy.loopbackOnly();

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8080",
        "127.0.0.1, LOCALHOST",
        "127.9.9.9, 127.0.0.1:8080",
        "::1, [::1]:8080",
        "::ffff:127.0.0.1, dash.localhost:8080"
    })
    @DisplayName("M-702: this machine, by its own names, sees everything")
    void m702_thisMachineIsLetIn(String peer, String host) {
        assertThat(policy.decide(direct(peer, Map.of("Host", List.of(host)))))
                .isEqualTo(new Granted(AccessGrant.everything()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.7", "10.0.0.5", "2001:db8::1", "/run/socket"})
    @DisplayName("M-702: other machines see nothing")
    void m702_othersAreRefused(String peer) {
        assertThat(policy.decide(direct(peer, Map.of("Host", List.of("localhost")))))
                .isInstanceOf(Refused.class)
                .asString()
                .contains(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"})
    @DisplayName("M-702: what a proxy on this machine passes on for others is not taken for this machine")
    void m702_unknownProxyOnThisMachine(String header) {
        assertThat(policy.decide(
                        direct("127.0.0.1", Map.of("Host", List.of("localhost"), header, List.of("198.51.100.7")))))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "203.0.113.9", "", "a b"})
    @DisplayName("a page whose name is made to point at this machine gets nothing: its Host says another name")
    void rebindingIsRefused(String host) {
        assertThat(policy.decide(direct("127.0.0.1", Map.of("Host", List.of(host)))))
                .isInstanceOf(Refused.class);
    }

    @Test
    @DisplayName("M-702: a trusted proxy's word decides, for and against")
    void m702_trustedProxy() {
        ClientAddressResolver resolver = ClientAddressResolver.builder()
                .header(ClientHeader.X_FORWARDED_FOR)
                .trustedProxies("127.0.0.1")
                .build();
        assertThat(policy.decide(forwarded(resolver, "::1"))).isInstanceOf(Granted.class);
        assertThat(policy.decide(forwarded(resolver, "198.51.100.7"))).isInstanceOf(Refused.class);
        assertThat(policy.decide(forwarded(resolver, "unknown"))).isInstanceOf(Refused.class);
    }

    @Test
    @DisplayName("a request's text names who asks and no header")
    void noHeaderInTheText() {
        AccessRequest request = new AccessRequest(
                Optional.of("ann"),
                ClientAddressResolver.direct().resolve("::1", name -> List.of()),
                Map.of("Authorization", List.of("Bearer secret")));
        assertThat(request).hasToString("::1 as ann");
    }

    private static AccessRequest forwarded(ClientAddressResolver resolver, String client) {
        Map<String, List<String>> headers = Map.of("Host", List.of("localhost"), "X-Forwarded-For", List.of(client));
        return new AccessRequest(
                Optional.empty(),
                resolver.resolve("127.0.0.1", name -> headers.getOrDefault(name, List.of())),
                headers);
    }

    private static AccessRequest direct(String peer, Map<String, List<String>> headers) {
        return new AccessRequest(
                Optional.empty(), ClientAddressResolver.direct().resolve(peer, name -> List.of()), headers);
    }
}
