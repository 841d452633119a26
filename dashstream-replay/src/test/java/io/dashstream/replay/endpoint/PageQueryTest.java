package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.run.RunPage;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageQueryTest {

    private static PageQuery of(Map<String, String> parameters) throws PageQuery.InvalidException {
        return PageQuery.of((HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> parameters.get((String) arguments[0])));
    }

    @Test
    @DisplayName("without parameters it is the first hundred")
    void defaults() throws Exception {
        assertThat(of(Map.of())).isEqualTo(new PageQuery(100, RunPage.FRONT));
    }

    @Test
    @DisplayName("limit and before are taken")
    void parameters() throws Exception {
        assertThat(of(Map.of("limit", "1000", "before", "17"))).isEqualTo(new PageQuery(1_000, 17));
        assertThat(of(Map.of("limit", "1"))).isEqualTo(new PageQuery(1, RunPage.FRONT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0", "1001", "-1", "1.0", "1e2", "all", "99999999999999999999"})
    @DisplayName("a limit that is none is refused with the value and what is allowed")
    void limits(String wrong) {
        assertThatThrownBy(() -> of(Map.of("limit", wrong)))
                .hasMessageContainingAll("limit", "\"" + wrong + "\"", "1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "x", "99999999999999999999"})
    @DisplayName("a place that no list gave is refused with the value and where it comes from")
    void places(String wrong) {
        assertThatThrownBy(() -> of(Map.of("before", wrong)))
                .hasMessageContainingAll("before", "\"" + wrong + "\"", "the list before it");
    }
}
