package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import io.dashstream.testing.OtherJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** CF-01, PR-03: everything that can be logged is logged, ours and Kafka's, and no secret is in it. */
class LogSecretsIT {

    private static final String PASSWORD = "hunter2-of-all-settings";
    private static final String KEY = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(2);

    /** Runs into every failure that says so in the log. */
    static final class Fails {

        private Fails() {}

        /** Main. */
        public static void main(String[] arguments) {
            brokerAway();
            refusedConfiguration();
            sinkAndCallsFail();
            workerDies();
        }

        private static DashStreamProducerBuilder withSecrets() {
            return DashStreamProducer.builder()
                    .bootstrapServers("127.0.0.1:1")
                    .kafkaProperty("security.protocol", "SASL_PLAINTEXT")
                    .kafkaProperty("sasl.mechanism", "SCRAM-SHA-512")
                    .kafkaProperty(
                            "sasl.jaas.config",
                            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\""
                                    + PASSWORD + "\";")
                    .kafkaProperty("ssl.keystore.password", PASSWORD)
                    .kafkaProperty("ssl.key.password", PASSWORD)
                    .kafkaProperty("ssl.truststore.password", PASSWORD)
                    .kafkaProperty("my.interceptor.token", PASSWORD)
                    .kafkaProperty("max.block.ms", 100);
        }

        private static void brokerAway() {
            DashStreamProducer producer = withSecrets().build();
            producer.startRun(RunSpec.of("t").initialState(Map.of("key", KEY))).error("code", KEY);
            producer.flush(Duration.ofSeconds(2));
            producer.close(Duration.ofSeconds(2));
        }

        private static void refusedConfiguration() {
            try {
                withSecrets().kafkaProperty("acks", "perhaps").build();
            } catch (ProducerException refused) {
                LoggerFactory.getLogger(LogSecretsIT.class).error("The application logs it", refused);
            }
        }

        private static void sinkAndCallsFail() {
            TelemetrySink failing = new TelemetrySink() {
                @Override
                public void send(TelemetryRecord record, Completion completion) {
                    completion.done(new IOException("refused with " + KEY));
                }

                @Override
                public void close(Duration timeout) {
                    throw new IllegalStateException("does not close with " + KEY);
                }
            };
            DashStreamProducer producer =
                    DashStreamProducer.builder().sink(failing).build();
            RunScope run = producer.startRun(RunSpec.of("t"));
            run.state(new Speaking());
            run.metrics(new Speaking());
            run.fail(new IllegalStateException("failed with " + KEY));
            producer.close();
        }

        private static void workerDies() {
            AtomicBoolean dies = new AtomicBoolean();
            TimeSource deadly = new TimeSource() {
                @Override
                public long epochMicros() {
                    return 0;
                }

                @Override
                public long nanoTime() {
                    if (Thread.currentThread().getName().endsWith("-worker") && dies.compareAndSet(true, false)) {
                        throw new AssertionError("a bug with " + KEY);
                    }
                    return System.nanoTime();
                }
            };
            DashStreamProducer producer = DashStreamProducer.builder()
                    .sink(new TestSink())
                    .time(deadly)
                    .build();
            dies.set(true);
            while (producer.stats().occurrences().getOrDefault("worker_restart", 0L) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            producer.close();
        }
    }

    /** A map whose exception says too much. */
    private static final class Speaking extends AbstractMap<String, Integer> {
        @Override
        public Set<Entry<String, Integer>> entrySet() {
            throw new IllegalStateException("can't be read with " + KEY);
        }
    }

    @Test
    @DisplayName("CF-01: no password of a setting and no key of an exception is in any line of the log")
    void noSecretIsInTheLog() throws Exception {
        String log = OtherJvm.outputOf(
                Fails.class,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=debug");

        assertThat(log)
                .contains("DashStream producer started")
                .contains("ProducerConfig values")
                .contains("Kafka's client refuses its configuration")
                .contains("Telemetry is being lost")
                .contains("Telemetry failed inside")
                .contains("The telemetry worker died")
                .contains("[REDACTED");
        assertThat(log).doesNotContain(PASSWORD).doesNotContain(KEY.substring(8, 40));
    }
}
