package io.dashstream.replay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RE-21: which pages may connect. */
class OriginPolicyTest {

    @ParameterizedTest(name = "page {0}, host {1}: {2}")
    @CsvSource({
        "http://dash.example:8080, dash.example:8080, true",
        "https://dash.example, dash.example, true",
        "https://dash.example, dash.example:443, true",
        "http://dash.example:80, dash.example, true",
        "HTTP://DASH.example, dash.EXAMPLE, true",
        "http://[::1]:8080, [::1]:8080, true",
        "http://dash.example:8081, dash.example:8080, false",
        "https://evil.example, dash.example, false",
        "https://dash.example.evil.example, dash.example, false",
        "https://dash.example@evil.example, dash.example, false",
        "null, dash.example, false",
        "file://dash.example, dash.example, false",
        "https://dash.example/, dash.example, false",
        "'', dash.example, false"
    })
    @DisplayName("by default a page may connect to where it came from")
    void sameOrigin(String origin, String host, boolean permitted) {
        assertThat(OriginPolicy.sameOrigin().permits(request(List.of(origin), host)))
                .isEqualTo(permitted);
    }

    @Test
    @DisplayName("who sends no Origin is no page, and the access policy decides")
    void noOrigin() {
        assertThat(OriginPolicy.sameOrigin().permits(request(List.of(), "dash.example")))
                .isTrue();
    }

    @Test
    @DisplayName("two origins are none that can be believed")
    void twoOrigins() {
        assertThat(OriginPolicy.sameOrigin()
                        .permits(request(List.of("https://dash.example", "https://evil.example"), "dash.example")))
                .isFalse();
    }

    @Test
    @DisplayName("other origins can be allowed, exactly as they are")
    void allowList() {
        OriginPolicy policy = OriginPolicy.allowing("https://ui.example", "http://localhost:3000");
        assertThat(policy.permits(request(List.of("https://ui.example:443"), "dash.example")))
                .isTrue();
        assertThat(policy.permits(request(List.of("http://localhost:3000"), "dash.example")))
                .isTrue();
        assertThat(policy.permits(request(List.of("http://ui.example"), "dash.example")))
                .isFalse();
        assertThat(policy.permits(request(List.of("https://dash.example"), "dash.example")))
                .as("same origin stays allowed")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://*.example", "ui.example", "https://ui.example/page", "null", ""})
    @DisplayName("what is no origin can't be allowed, and the error names it")
    void invalidOrigins(String origin) {
        assertThatThrownBy(() -> OriginPolicy.allowing(origin))
                .hasMessageContaining("\"" + origin + "\"")
                .hasMessageContaining("https://host");
    }

    private static AccessRequest request(List<String> origins, String host) {
        return new AccessRequest(
                Optional.empty(),
                ClientAddressResolver.direct().resolve("198.51.100.7", name -> List.of()),
                Map.of("origin", origins, "Host", List.of(host)));
    }
}
