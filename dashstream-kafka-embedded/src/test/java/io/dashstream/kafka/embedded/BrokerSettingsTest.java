package io.dashstream.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    @Test
    void aPropertyOfTheUserWinsOverOurDefault() {
        Properties properties = settings(Map.of("num.io.threads", "7", "message.max.bytes", "20000000"))
                .toProperties(2, 3);

        assertThat(properties).containsEntry("num.io.threads", "7").containsEntry("message.max.bytes", "20000000");
    }

    @Test
    void onlyTheClientsListenerSpeaksTheClientsProtocolAndIsAdvertisedElsewhere() {
        Properties properties = settings(Map.of()).toProperties(2, 3);

        assertThat(properties)
                .containsEntry(
                        "listener.security.protocol.map", "CLIENT:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .containsEntry("listeners", "CLIENT://127.0.0.1:1,INTERNAL://127.0.0.1:2,CONTROLLER://127.0.0.1:3")
                .containsEntry("advertised.listeners", "CLIENT://127.0.0.1:9,INTERNAL://127.0.0.1:2");
    }

    @Test
    void aPropertyThatTheBuilderOwnsIsRefusedByName() {
        assertThatThrownBy(() -> settings(Map.of("log.dirs", "/elsewhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[log.dirs]");
    }

    @Test
    void aPortOutOfRangeIsRefusedWithTheRange() {
        assertThatThrownBy(() -> EmbeddedKafka.builder().port(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port is 65536, allowed is 1 to 65535");
    }

    private static BrokerSettings settings(Map<String, String> extra) {
        return new BrokerSettings(
                new KafkaDirectory(Path.of("somewhere"), false),
                1,
                9,
                SecurityProtocol.SASL_SSL,
                1,
                BrokerSettings.SessionTimeout.SHORT,
                extra);
    }
}
