package io.dashstream.replay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.access.ClientAddress.Quality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M-702, RE-20: a header is believed only of those who are trusted, and from its right end on. */
class ClientAddressResolverTest {

    private static final String PROXIES = "10.0.0.0/8";

    @DisplayName("M-702")
    @ParameterizedTest(name = "vector {0}: {1} with {3} is {4}, {5}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
             1 ~ 203.0.113.9     ~ NONE            ~ XFF: 1.2.3.4                                  ~ 203.0.113.9  ~ DIRECT
             2 ~ 203.0.113.9     ~ X_FORWARDED_FOR ~ XFF: 1.2.3.4                                  ~ 203.0.113.9  ~ DIRECT
             3 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7                             ~ 198.51.100.7 ~ FORWARDED
             4 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 1.2.3.4, 198.51.100.7                    ~ 198.51.100.7 ~ FORWARDED
             5 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 127.0.0.1, 198.51.100.7, 10.1.1.1        ~ 198.51.100.7 ~ FORWARDED
             6 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 10.9.9.9, 198.51.100.7, 10.1.1.1         ~ 198.51.100.7 ~ FORWARDED
             7 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 6.6.6.6 | XFF: 198.51.100.7              ~ 198.51.100.7 ~ FORWARDED
             8 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7 | XFF: 10.1.1.1             ~ 198.51.100.7 ~ FORWARDED
             9 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 10.2.2.2, 10.1.1.1                       ~ 10.2.2.2     ~ ALL_TRUSTED
            10 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~                                               ~ 10.0.0.5     ~ DIRECT
            11 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF:                                          ~ 10.0.0.5     ~ DIRECT
            12 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: , ,198.51.100.7,                         ~ 198.51.100.7 ~ FORWARDED
            13 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7, unknown                    ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            14 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7, garbage!, 10.1.1.1         ~ 10.1.1.1     ~ STOPPED_UNPARSABLE
            15 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7:54321                       ~ 198.51.100.7 ~ FORWARDED
            16 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: [2001:db8::7]:443                        ~ 2001:db8::7  ~ FORWARDED
            17 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 2001:db8::7                              ~ 2001:db8::7  ~ FORWARDED
            18 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: ::ffff:198.51.100.7                      ~ 198.51.100.7 ~ FORWARDED
            19 ~ ::ffff:10.0.0.5 ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7                             ~ 198.51.100.7 ~ FORWARDED
            20 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7, ::ffff:10.1.1.1            ~ 198.51.100.7 ~ FORWARDED
            22 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.07                            ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            23 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.300                           ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            24 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 3325256711                               ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            25 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 0x7f.1                                   ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            26 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: localhost                                ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            27 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ XFF: 198.51.100.7:99999                       ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            29 ~ 10.0.0.5        ~ FORWARDED ~ F: for=198.51.100.7;proto=https;by=203.0.113.43     ~ 198.51.100.7 ~ FORWARDED
            30 ~ 10.0.0.5        ~ FORWARDED ~ F: for=1.2.3.4, for=198.51.100.7, for=10.1.1.1      ~ 198.51.100.7 ~ FORWARDED
            31 ~ 10.0.0.5        ~ FORWARDED ~ F: For="[2001:db8:cafe::17]:4711"             ~ 2001:db8:cafe::17 ~ FORWARDED
            32 ~ 10.0.0.5        ~ FORWARDED ~ F: for=_hidden, for=198.51.100.7                    ~ 198.51.100.7 ~ FORWARDED
            33 ~ 10.0.0.5        ~ FORWARDED ~ F: for=198.51.100.7, for=unknown                    ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            34 ~ 10.0.0.5        ~ FORWARDED ~ F: for=198.51.100.7;host="a,for=6.6.6.6"            ~ 198.51.100.7 ~ FORWARDED
            35 ~ 10.0.0.5        ~ FORWARDED ~ F: for="198.51.100.7, for=6.6.6.6                   ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            36 ~ 10.0.0.5        ~ FORWARDED ~ F: for=198.51.100.7, proto=https                    ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            37 ~ 10.0.0.5        ~ FORWARDED ~ F: for=198.51.100.7;for=6.6.6.6                     ~ 10.0.0.5     ~ STOPPED_UNPARSABLE
            38 ~ 10.0.0.5        ~ FORWARDED ~ F: for="198.51.100.7:_obfport"                      ~ 198.51.100.7 ~ FORWARDED
            40 ~ 10.0.0.5        ~ X_FORWARDED_FOR ~ F: for=6.6.6.6                                ~ 10.0.0.5     ~ DIRECT
            """)
    void m702_vectors(int number, String peer, ClientHeader header, String lines, String client, Quality quality) {
        ClientAddressResolver resolver =
                header == ClientHeader.NONE ? ClientAddressResolver.direct() : trusting(header, PROXIES);
        ClientAddress resolved = resolver.resolve(peer, headers(lines));
        assertThat(resolved.text()).isEqualTo(client);
        assertThat(resolved.quality()).isEqualTo(quality);
        assertThat(resolved.peer()).isEqualTo(peer);
    }

    @Test
    @DisplayName("M-702 vector 21: the zone of a link-local peer is not part of its address")
    void m702_vector21_zoneOfThePeerIsDropped() {
        ClientAddress resolved = trusting(ClientHeader.X_FORWARDED_FOR, "fe80::/10")
                .resolve("fe80::1%eth0", headers("XFF: 198.51.100.7"));
        assertThat(resolved.text()).isEqualTo("198.51.100.7");
    }

    @Test
    @DisplayName("M-702 vector 28: IPv6 blocks are compared on bytes")
    void m702_vector28_ipv6Blocks() {
        ClientAddress resolved = trusting(ClientHeader.X_FORWARDED_FOR, "2001:db8:1::/48")
                .resolve("2001:db8:1::1", headers("XFF: 2001:db8:ffff::9, 2001:db8:1::2"));
        assertThat(resolved.text()).isEqualTo("2001:db8:ffff::9");
        assertThat(resolved.quality()).isEqualTo(Quality.FORWARDED);
    }

    @Test
    @DisplayName("M-702 vector 39: the walk ends after maxHops")
    void m702_vector39_hopsAreBounded() {
        List<String> hops = new ArrayList<>(List.of("198.51.100.7"));
        IntStream.range(0, 40).forEach(i -> hops.add("10.0.0." + i));
        ClientAddress resolved = trusting(ClientHeader.X_FORWARDED_FOR, PROXIES)
                .resolve("10.0.0.5", headers("XFF: " + String.join(", ", hops)));
        assertThat(resolved.text()).isEqualTo("10.0.0.24");
        assertThat(resolved.quality()).isEqualTo(Quality.STOPPED_HOPS);
    }

    @Test
    @DisplayName("M-702: who is not trusted is not asked: no header is even looked at")
    void m702_noHeaderIsLookedAtForAnUntrustedPeer() {
        Function<String, List<String>> mustNotBeAsked = name -> {
            throw new AssertionError("asked for " + name);
        };
        assertThat(trusting(ClientHeader.X_FORWARDED_FOR, PROXIES)
                        .resolve("203.0.113.9", mustNotBeAsked)
                        .text())
                .isEqualTo("203.0.113.9");
        assertThat(ClientAddressResolver.direct()
                        .resolve("10.0.0.5", mustNotBeAsked)
                        .text())
                .isEqualTo("10.0.0.5");
    }

    @Test
    @DisplayName("M-702: two clients behind one proxy are told apart")
    void m702_clientsBehindOneProxyAreToldApart() {
        ClientAddressResolver resolver = trusting(ClientHeader.X_FORWARDED_FOR, PROXIES);
        assertThat(resolver.resolve("10.0.0.5", headers("XFF: 198.51.100.7")).limitKey())
                .isNotEqualTo(resolver.resolve("10.0.0.5", headers("XFF: 198.51.100.8"))
                        .limitKey());
    }

    @Test
    @DisplayName("M-702: a header that is too long is not read")
    void m702_oversizedHeaderIsNotRead() {
        ClientAddressResolver resolver = ClientAddressResolver.builder()
                .header(ClientHeader.X_FORWARDED_FOR)
                .trustedProxies(PROXIES)
                .maxHeaderBytes(64)
                .build();
        String padded = "XFF: " + "1.2.3.4, ".repeat(8) + "198.51.100.7";
        ClientAddress resolved = resolver.resolve("10.0.0.5", headers(padded));
        assertThat(resolved.text()).isEqualTo("10.0.0.5");
        assertThat(resolved.quality()).isEqualTo(Quality.STOPPED_UNPARSABLE);
    }

    @ParameterizedTest(name = "{0} trusted hops, {1}: {2}")
    @CsvSource(delimiter = '~', textBlock = """
            1 ~ XFF: 6.6.6.6, 198.51.100.7           ~ 198.51.100.7
            2 ~ XFF: 6.6.6.6, 198.51.100.7, 10.1.1.1 ~ 198.51.100.7
            2 ~ XFF: 6.6.6.6 | XFF: 198.51.100.7     ~ 6.6.6.6
            2 ~ XFF: 198.51.100.7                    ~ 203.0.113.9
            1 ~ XFF: 198.51.100.7, unknown           ~ 203.0.113.9
            1 ~                                      ~ 203.0.113.9
            """)
    void m702_hopsCanBeCountedInstead(int hops, String lines, String client) {
        ClientAddressResolver resolver = ClientAddressResolver.builder()
                .header(ClientHeader.X_FORWARDED_FOR)
                .trustedHops(hops)
                .build();
        assertThat(resolver.resolve("203.0.113.9", headers(lines)).text()).isEqualTo(client);
    }

    @Test
    @DisplayName("M-702: a quote that a client leaves open does not swallow the line of the proxy")
    void m702_openQuoteEndsWithItsLine() {
        ClientAddress resolved = trusting(ClientHeader.FORWARDED, PROXIES)
                .resolve("10.0.0.5", headers("F: for=\"6.6.6.6 | F: for=198.51.100.7"));
        assertThat(resolved.text()).isEqualTo("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8:1:2:ffff::1, 2001:db8:1:2::/64",
        "::ffff:198.51.100.7, 198.51.100.7",
        "/run/socket, /run/socket"
    })
    @DisplayName("limits count an IPv6 client by its /64")
    void limitKeys(String peer, String key) {
        assertThat(ClientAddressResolver.direct()
                        .resolve(peer, name -> List.of())
                        .limitKey())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:0:0:0:0, ::",
        "[::1], ::1"
    })
    @DisplayName("one address has one text, as RFC 5952 wants it")
    void textOfIpv6(String peer, String text) {
        assertThat(ClientAddressResolver.direct()
                        .resolve(peer, name -> List.of())
                        .text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0/8", "", "::1/129", "10.*"})
    @DisplayName("what is no block of addresses can't be trusted, and the error names it")
    void invalidBlocks(String block) {
        assertThatThrownBy(() -> ClientAddressResolver.builder().trustedProxies(block))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("\"" + block + "\"")
                .hasMessageContaining("10.0.0.0/8");
    }

    @Test
    @DisplayName("a header without anybody to trust, or the reverse, is a mistake")
    void halfAConfigurationIsRefused() {
        assertThatThrownBy(() -> ClientAddressResolver.builder()
                        .header(ClientHeader.FORWARDED)
                        .build())
                .hasMessageContaining("nobody is trusted");
        assertThatThrownBy(() ->
                        ClientAddressResolver.builder().trustedProxies(PROXIES).build())
                .hasMessageContaining("no header");
        assertThatThrownBy(() -> ClientAddressResolver.builder()
                        .header(ClientHeader.FORWARDED)
                        .trustedProxies(PROXIES)
                        .trustedHops(1)
                        .build())
                .hasMessageContaining("only one of them");
        assertThatThrownBy(() -> ClientAddressResolver.builder().maxHops(257).build())
                .hasMessageContaining("257")
                .hasMessageContaining("from 1 to 256");
    }

    private static ClientAddressResolver trusting(ClientHeader header, String block) {
        return ClientAddressResolver.builder()
                .header(header)
                .trustedProxies(block)
                .build();
    }

    /** {@code XFF: a | XFF: b} as the lines of a request. */
    private static Function<String, List<String>> headers(String lines) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String line : Optional.ofNullable(lines).orElse("").split(" \\| ", -1)) {
            if (!line.isEmpty()) {
                String name = line.startsWith("XFF:") ? "X-Forwarded-For" : "Forwarded";
                headers.computeIfAbsent(name, first -> new ArrayList<>())
                        .add(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return name -> headers.getOrDefault(name, Collections.emptyList());
    }
}
