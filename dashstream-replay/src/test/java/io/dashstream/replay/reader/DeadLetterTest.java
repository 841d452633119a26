package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** KA-08: what a letter says, and that writing them is bounded and counted. */
class DeadLetterTest {

    private static final DeadLetterSettings SETTINGS =
            DeadLetterSettings.bestEffort("letters").withInFlight(3, Duration.ofSeconds(1));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final DeadLetterOffice office = new DeadLetterOffice("topic", SETTINGS, () -> producer);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    @DisplayName("KA-08: the letter of a 20 MB record with a secret is small and has no secret")
    void letterIsBounded() {
        String secret = Poison.SECRET.repeat(20_000_000 / Poison.SECRET.length());
        DeadLetter letter = DeadLetter.of("topic", record(secret.getBytes(StandardCharsets.UTF_8)), SETTINGS);
        assertThat(letter.json()).hasSizeLessThan(1_000);
        JsonNode json = StrictJson.parse(letter.json());
        assertThat(json.get("topic").textValue()).isEqualTo("topic");
        assertThat(json.get("partition").intValue()).isEqualTo(3);
        assertThat(json.get("offset").textValue()).isEqualTo("9007199254740993");
        assertThat(json.get("reason").textValue()).isEqualTo("undecodable");
        assertThat(json.get("valueBytes").intValue()).isEqualTo(secret.length());
        assertThat(json.get("sha256").textValue()).hasSize(64);
        assertThat(json.get("headHex").textValue()).isEqualTo("736b2d70726f6a2d");
        assertThat(json.has("payloadBase64")).isFalse();
        assertThat(json.toString()).doesNotContain("very-secret");
        assertThat(letter.key()).isEqualTo("topic/3/9007199254740993");
    }

    @Test
    @DisplayName("KA-08: a payload is in a letter only if that was asked for, and only up to the size that was")
    void payloadOnRequest() {
        DeadLetterSettings asked = SETTINGS.withPayload(4);
        assertThat(json(DeadLetter.of("topic", record(new byte[] {1, 2, 3, 4}), asked))
                        .get("payloadBase64")
                        .textValue())
                .isEqualTo(Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4}));
        assertThat(json(DeadLetter.of("topic", record(new byte[5]), asked)).has("payloadBase64"))
                .isFalse();
    }

    @Test
    @DisplayName("KA-08: of 10 000 letters only so many are on their way, and the rest is counted at once")
    void concurrencyIsBounded() {
        IntStream.range(0, 10_000).forEach(i -> office.post(record(new byte[] {1})));
        await().until(() -> producer.history().size() == SETTINGS.maxInFlight());
        assertThat(office.failures()).containsEntry(DeadLetterFailure.OVERFLOW, 9_997L);
        producer.completeNext();
        assertThat(office.sent()).isEqualTo(1);
        CompletableFuture<Optional<DeadLetterFailure>> next = office.send(record(new byte[] {1}));
        assertThat(next).isNotDone();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new TimeoutException("away"), DeadLetterFailure.TIMEOUT),
                Arguments.of(new RecordTooLargeException("large"), DeadLetterFailure.TOO_LARGE),
                Arguments.of(new TopicAuthorizationException("letters"), DeadLetterFailure.AUTHORIZATION),
                Arguments.of(new KafkaException("else"), DeadLetterFailure.OTHER));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("KA-08: each failure is counted under one reason of a closed set")
    void failuresAreCounted(KafkaException failure, DeadLetterFailure reason) {
        producer.sendException = failure;
        assertThat(office.send(record(new byte[] {1})))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Optional.of(reason));
        Map<DeadLetterFailure, Long> counts = office.failures();
        assertThat(counts).containsOnlyKeys(DeadLetterFailure.values()).containsEntry(reason, 1L);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("settings out of range are refused with setting, value and range")
    void bounds() {
        assertThatThrownBy(() -> SETTINGS.withPayload(524_289))
                .hasMessageContaining("is 524289")
                .hasMessageContaining("from 0 to 524288");
        assertThatThrownBy(() -> SETTINGS.withInFlight(0, Duration.ofSeconds(1)))
                .hasMessageContaining("is 0");
        assertThatThrownBy(() -> SETTINGS.withInFlight(1, Duration.ofMillis(99)))
                .hasMessageContaining("PT0.099S");
        assertThatThrownBy(() -> DeadLetterSettings.bestEffort(" ")).hasMessageContaining("name");
    }

    private static JsonNode json(DeadLetter letter) {
        return StrictJson.parse(letter.json());
    }

    private static StoredRecord record(byte[] value) {
        return StoredRecord.wrap(
                3, 9_007_199_254_740_993L, 0, 1_000, RecordLabel.unreadable(Readability.UNDECODABLE), value);
    }
}
