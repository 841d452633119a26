package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValuesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void valuesAreEqualExactlyIfTheirCanonicalTextsAre() {
        Property.check("equal(a, b) if and only if canonical(a) equals canonical(b)", 5_000, (random, size) -> {
            JsonNode a = RandomJson.value(random, Math.min(size, 4));
            JsonNode b = switch (random.nextInt(3)) {
                case 0 -> RandomJson.value(random, Math.min(size, 4));
                case 1 -> RandomJson.withShuffledKeys(random, a);
                default -> withoutOnePart(random, a);
            };

            boolean sameText = CanonicalJson.encodeText(a).equals(CanonicalJson.encodeText(b));

            assertThat(JsonValues.equal(a, b)).as("%s and %s", a, b).isEqualTo(sameText);
            assertThat(JsonValues.equal(b, a)).as("%s and %s", b, a).isEqualTo(sameText);
        });
    }

    /** All else is the same, so that nothing but the missing part can tell the two apart. */
    private static JsonNode withoutOnePart(RandomGenerator random, JsonNode value) {
        JsonNode copy = value.deepCopy();
        if (copy instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.remove(names.get(random.nextInt(names.size())));
        } else if (copy instanceof ArrayNode array && !array.isEmpty()) {
            array.remove(random.nextInt(array.size()));
        }
        return copy;
    }

    static Stream<Arguments> equalNumbers() {
        return Stream.of(
                arguments(JSON.numberNode(1), JSON.numberNode(1L)),
                arguments(JSON.numberNode(1), JSON.numberNode(1.0)),
                arguments(JSON.numberNode(1L), JSON.numberNode(BigInteger.ONE)),
                arguments(JSON.numberNode(1.0), JSON.numberNode(new BigDecimal("1.000"))),
                arguments(JSON.numberNode(0), JSON.numberNode(-0.0)),
                arguments(JSON.numberNode(0.0), JSON.numberNode(-0.0)),
                arguments(JSON.numberNode(0.1), JSON.numberNode(0.1f)),
                arguments(JSON.numberNode(BigInteger.TEN.pow(20)), JSON.numberNode(1e20)),
                arguments(JSON.numberNode(1152921504606847000L), JSON.numberNode(0x1p60)));
    }

    @ParameterizedTest
    @MethodSource("equalNumbers")
    void numbersAreEqualByValue(JsonNode a, JsonNode b) {
        assertThat(JsonValues.equal(a, b)).isTrue();
        assertThat(JsonValues.equal(b, a)).isTrue();
        assertThat(JsonValues.scalarHash(a)).isEqualTo(JsonValues.scalarHash(b));
        assertThat(CanonicalJson.encodeText(a)).isEqualTo(CanonicalJson.encodeText(b));
    }

    static Stream<Arguments> differentValues() {
        return Stream.of(
                arguments(JSON.numberNode(9007199254740993L), JSON.numberNode(9007199254740992.0)),
                arguments(JSON.numberNode(1L << 60), JSON.numberNode(0x1p60)),
                arguments(JSON.numberNode(1), JSON.textNode("1")),
                arguments(JSON.numberNode(0), JSON.booleanNode(false)),
                arguments(JSON.nullNode(), JSON.booleanNode(false)),
                arguments(JSON.nullNode(), JSON.objectNode()),
                arguments(JSON.objectNode(), JSON.arrayNode()),
                arguments(JSON.objectNode().putNull("a"), JSON.objectNode()),
                arguments(JSON.objectNode().putNull("a"), JSON.objectNode().putNull("b")),
                arguments(JSON.arrayNode().add(1), JSON.arrayNode().add(1).add(1)),
                arguments(
                        JSON.numberNode(BigInteger.TEN.pow(20)),
                        JSON.numberNode(BigInteger.TEN.pow(20).add(BigInteger.ONE))));
    }

    @ParameterizedTest
    @MethodSource("differentValues")
    void otherValuesAreDifferent(JsonNode a, JsonNode b) {
        assertThat(JsonValues.equal(a, b)).isFalse();
        assertThat(JsonValues.equal(b, a)).isFalse();
    }

    @Test
    void equalScalarsHaveEqualHashCodes() {
        Property.check("equal scalars have equal hash codes", 5_000, (random, size) -> {
            JsonNode number = RandomJson.number(random);
            JsonNode same = StrictJson.parse(CanonicalJson.encode(number));

            assertThat(JsonValues.equal(number, same)).isTrue();
            assertThat(JsonValues.scalarHash(number)).isEqualTo(JsonValues.scalarHash(same));
        });
    }
}
