package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.health.ServerVersion;
import io.dashstream.replay.hub.SessionLimits;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.redis.RedisReplayStore;
import io.dashstream.testing.OtherJvm;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CF-01: everything that can be logged is logged, ours, Kafka's and that of the Redis client, and no secret is in it. */
class LogSecretsIT {

    private static final String PASSWORD = "hunter2-of-all-settings";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Has secrets in all settings, and reaches nobody. */
    static final class Fails {

        private static final Logger LOG = LoggerFactory.getLogger(Fails.class);
        private static final Map<String, Object> SECRETS = Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\""
                                + PASSWORD + "\";",
                "ssl.keystore.password", PASSWORD,
                "ssl.key.password", PASSWORD,
                "ssl.truststore.password", PASSWORD,
                "my.interceptor.token", PASSWORD);

        private Fails() {}

        /** Main. */
        public static void main(String[] arguments) {
            try (RedisReplayStore redis = RedisReplayStore.builder()
                            .uri("redis://user:" + PASSWORD + "@127.0.0.1:1")
                            .topic("t")
                            .commandTimeout(Duration.ofMillis(50))
                            .build();
                    ReplayReader reader = secret().middleStore(redis)
                            .deadLetters(DeadLetterSettings.bestEffort("letters"))
                            .build()) {
                reader.start();
                awaitTrue(() -> reader.status().detail().isPresent());
                Object refused = redis.open(Epoch.of("cluster", "t", "id", 0), Map.of(0, new LogExtent(0, 0)));
                LOG.info("The application logs {} {} {} {}", reader.settings(), reader.status(), redis, refused);
                LOG.info("/version is {}", ServerVersion.unknown().toJson(reader, SessionLimits.DEFAULT));
            }
            try {
                secret().kafkaProperties(Map.of("ssl.keystore.type", "PKCS99", "security.protocol", "SSL"))
                        .build()
                        .start();
            } catch (RuntimeException refused) {
                LOG.error("The application logs it", refused);
            }
        }

        private static ReplayReaderBuilder secret() {
            return ReplayReader.builder()
                    .bootstrapServers("127.0.0.1:1")
                    .topic("t")
                    .kafkaProperties(SECRETS);
        }

        private static void awaitTrue(BooleanSupplier condition) {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("it did not come to that within " + LIMIT);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Test
    @DisplayName("CF-01: no password of a setting is in any line of the log, nor in what the server says of itself")
    void noSecretIsInTheLog() throws Exception {
        String log = OtherJvm.outputOf(
                Fails.class,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=debug",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient=debug",
                "-Dorg.slf4j.simpleLogger.log.io.dashstream=debug",
                "-Dorg.slf4j.simpleLogger.log.io.dashstream.replay.reader.ReplayReader=debug");

        assertThat(log)
                .contains("AdminClientConfig values")
                .contains("The application logs")
                .contains("/version is")
                .contains("io.lettuce");
        assertThat(log).doesNotContain(PASSWORD);
    }
}
