package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.Vectors;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("CO-09: the hash is a pure function of the value")
class StateHasherTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @ParameterizedTest
    @MethodSource("hashesOfTheWireFormat")
    void theVectorsOfTheWireFormatHold(String canonical, String sha256) {
        JsonNode value = StrictJson.parse(canonical);

        assertThat(CanonicalJson.encodeText(value)).isEqualTo(canonical);
        assertThat(HexFormat.of().formatHex(StateHasher.ofDefaults().hash(value)))
                .isEqualTo(sha256);
    }

    static Stream<Arguments> hashesOfTheWireFormat() {
        return Vectors.of("canonical-json", "hashes")
                .map(row -> arguments(
                        row.required("canonical").textValue(),
                        row.required("sha256").textValue()));
    }

    @Test
    void itIsTheSha256OfTheCanonicalBytesOfAnyState() {
        Property.check("hash(v) is SHA-256 of canonical(v)", 300, (random, size) -> {
            JsonNode value = RandomJson.value(random, size * size);

            assertThat(StateHasher.withoutMemory().hash(value)).isEqualTo(plainHash(value));
        });
    }

    @Test
    void statesLargerThanTheBufferAreHashedWhole() {
        RandomGenerator random = new SplittableRandom(1);
        for (int size : new int[] {8_190, 8_192, 32_768, 135_168, 139_264, 139_265, 300_000, 3_000_000}) {
            ArrayNode value = JSON.arrayNode();
            value.add("x".repeat(size)).add(RandomJson.agentState(random, 30));

            assertThat(StateHasher.ofDefaults().hash(value)).isEqualTo(plainHash(value));
        }
    }

    @Test
    void theOrderOfMembersAndTheKindsOfNumberNodesMakeNoDifference() {
        Property.check("the hash does not depend on the spelling of a value", 2_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);
            JsonNode respelled = withOtherNumberNodes(RandomJson.withShuffledKeys(random, value));

            assertThat(StateHasher.ofDefaults().hash(respelled))
                    .isEqualTo(StateHasher.ofDefaults().hash(value));
        });
    }

    @Test
    void whatWasHashedBeforeMakesNoDifference() {
        Property.check("a hasher that remembers gives the same hashes as one that does not", 150, (random, size) -> {
            StateHasher remembering = StateHasher.withMemory(random.nextBoolean() ? 1 << 20 : 1 << 12);
            ObjectNode first = RandomJson.agentState(random, size);
            ObjectNode second = RandomJson.agentState(random, size);
            for (int step = 0; step < 8; step++) {
                assertThat(remembering.hash(first)).isEqualTo(plainHash(first));
                assertThat(remembering.hash(second)).isEqualTo(plainHash(second));
                first = RandomJson.nextAgentState(random, first);
                second = RandomJson.nextAgentState(random, second);
            }
        });
    }

    @Test
    void thirtyTwoThreadsGetTheHashesOfOne() throws Exception {
        RandomGenerator random = new SplittableRandom(7);
        List<ObjectNode> states = new ArrayList<>();
        states.add(RandomJson.agentState(random, 40));
        IntStream.range(1, 64).forEach(step -> states.add(RandomJson.nextAgentState(random, states.get(step - 1))));
        List<String> serial =
                states.stream().map(state -> hex(plainHash(state))).toList();

        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<List<String>>> results = new ArrayList<>();
            for (int thread = 0; thread < 32; thread++) {
                results.add(threads.submit(() -> {
                    StateHasher hasher = StateHasher.ofDefaults();
                    return states.stream().map(state -> hex(hasher.hash(state))).toList();
                }));
            }
            for (Future<List<String>> result : results) {
                assertThat(result.get()).isEqualTo(serial);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void memoryStaysWithinItsBound() {
        RandomGenerator random = new SplittableRandom(3);
        StateHasher hasher = StateHasher.withMemory(100_000);
        ObjectNode state = RandomJson.agentState(random, 200);
        for (int step = 0; step < 300; step++) {
            hasher.hash(state);
            state = RandomJson.nextAgentState(random, state);

            assertThat(hasher.rememberedBytes()).isBetween(1L, 100_000L);
        }
        hasher.forget();

        assertThat(hasher.rememberedBytes()).isZero();
        assertThat(hasher.hash(state)).isEqualTo(plainHash(state));
    }

    @Test
    void aStateThatCannotBeHashedDoesNotSpoilTheNext() {
        StateHasher hasher = StateHasher.ofDefaults();
        ObjectNode good = RandomJson.agentState(new SplittableRandom(5), 20);
        ArrayNode bad = JSON.arrayNode().add("x".repeat(500_000)).add(good).add(Double.NaN);

        assertThatThrownBy(() -> hasher.hash(bad)).isInstanceOf(JsonException.class);

        assertThat(hasher.hash(good)).isEqualTo(plainHash(good));
    }

    @Test
    void aRememberedPartIsStillTooDeepWhereItIsTooDeep() {
        StateHasher hasher = StateHasher.ofDefaults();
        ObjectNode part = JSON.objectNode().put("text", "x".repeat(200));
        part.putObject("a").putObject("b");
        JsonNode fits = nested(part, 117);
        JsonNode tooDeep = nested(part, 118);
        hasher.hash(part);

        assertThat(hasher.hash(fits)).isEqualTo(plainHash(fits));
        assertThatThrownBy(() -> hasher.hash(tooDeep)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @MethodSource("verifiableStates")
    void aBrowserCanVerifyStatesWhoseIntegersAreSafe(String text) {
        assertThat(StateHasher.verifiableInBrowser(StrictJson.parse(text))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("statesThatAreNotVerifiable")
    void aBrowserCannotVerifyStatesWithOtherIntegersButJavaCan(String text) {
        JsonNode state = StrictJson.parse(text);

        assertThat(StateHasher.verifiableInBrowser(state)).isFalse();
        assertThat(CanonicalJson.encodeText(state)).isEqualTo(text);
        assertThat(StateHasher.ofDefaults().hash(state)).isEqualTo(plainHash(state));
    }

    static Stream<String> verifiableStates() {
        return Vectors.texts("canonical-json", "verifiable");
    }

    static Stream<String> statesThatAreNotVerifiable() {
        return Vectors.texts("canonical-json", "notVerifiable");
    }

    private static JsonNode nested(JsonNode innermost, int levels) {
        JsonNode value = innermost;
        for (int level = 0; level < levels; level++) {
            value = JSON.arrayNode().add(value);
        }
        return value;
    }

    /** The same numbers, each in the node that holds it worst. */
    private static JsonNode withOtherNumberNodes(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JSON.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), withOtherNumberNodes(member.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JSON.arrayNode();
            array.forEach(element -> copy.add(withOtherNumberNodes(element)));
            return copy;
        }
        if (value.isIntegralNumber()) {
            BigInteger integer = value.bigIntegerValue();
            return integer.bitLength() < 50
                    ? JSON.numberNode(integer.doubleValue())
                    : JSON.numberNode(new BigDecimal(integer));
        }
        return value.isDouble()
                ? JSON.numberNode(new BigDecimal(value.doubleValue()).add(new BigDecimal("0E-1100")))
                : value;
    }

    private static byte[] plainHash(JsonNode value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(CanonicalJson.encode(value));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
