package io.dashstream.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

    @Test
    void withoutAnySettingItBringsItsOwnKafkaAndListensHereOnly() {
        ServerSettings settings = ServerSettings.of(Map.of());

        assertThat(settings.brokers()).isEmpty();
        assertThat(settings.redisUri()).isEmpty();
        assertThat(settings.topic()).isEqualTo("dashstream-events");
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.everybodyMayRead()).isFalse();
    }

    @Test
    void aRealTopicIsNamedByTheEnvironment() {
        ServerSettings settings = ServerSettings.of(Map.of(
                "KAFKA_BROKERS", "kafka:9092", "KAFKA_TOPIC", "runs", "REDIS_URL", "redis://redis", "PORT", "0"));

        assertThat(settings.brokers()).contains("kafka:9092");
        assertThat(settings.topic()).isEqualTo("runs");
        assertThat(settings.redisUri()).contains("redis://redis");
        assertThat(settings.port()).isZero();
    }

    @Test
    void anEmptyVariableIsNone() {
        assertThat(ServerSettings.of(Map.of("KAFKA_BROKERS", " ")).brokers()).isEmpty();
    }

    @Test
    void propertiesForAKafkaThatIsNotNamedAreRefused() {
        assertThatThrownBy(() -> ServerSettings.of(Map.of("KAFKA_PROPERTIES_FILE", "kafka.properties")))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContainingAll("KAFKA_PROPERTIES_FILE", "KAFKA_BROKERS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "65536", "1e3", "http"})
    void aPortThatIsNoneIsRefusedByName(String text) {
        assertThatThrownBy(() -> ServerSettings.of(Map.of("PORT", text)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContainingAll("PORT", "\"" + text + "\"", "0 to 65535");
    }

    @Test
    void anAccessThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> ServerSettings.of(Map.of("DASHSTREAM_ACCESS", "all")))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContainingAll("DASHSTREAM_ACCESS", "\"all\"", "loopback", "everybody");
    }

    @Test
    void noPasswordIsShown() {
        assertThat(ServerSettings.of(Map.of("REDIS_URL", "redis://user:hunter2@redis"))
                        .toString())
                .doesNotContain("hunter2");
    }
}
