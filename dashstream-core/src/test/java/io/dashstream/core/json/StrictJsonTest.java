package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.core.json.JsonException.Reason;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class StrictJsonTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void whatIsWrittenIsReadAsTheSameValue() {
        Property.check("parse(write(v)) equals v", 3_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);

            JsonNode read = StrictJson.parse(StrictJson.write(value));

            assertThat(JsonValues.equal(read, value)).as("%s", value).isTrue();
        });
    }

    @Test
    void whatJacksonWritesIsReadAsTheSameValueAndTheOtherWayRound() {
        ObjectMapper jackson = new ObjectMapper();
        Property.check("Jackson and StrictJson understand each other", 2_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);

            assertThat(JsonValues.equal(StrictJson.parse(jackson.writeValueAsBytes(value)), value))
                    .isTrue();
            assertThat(JsonValues.equal(jackson.readTree(StrictJson.write(value)), value))
                    .isTrue();
        });
    }

    @Test
    void membersKeepTheirOrderAndThereIsNoWhiteSpace() {
        String text = "{\"b\":1,\"a\":[true,false,null,{}],\"\":\"\"}";

        assertThat(StrictJson.writeText(StrictJson.parse(" " + text + "\n"))).isEqualTo(text);
    }

    @Test
    void aDoubleBeyondTheSafeIntegersIsReadAsADoubleAgain() {
        JsonNode large = JSON.numberNode(0x1p60);

        assertThat(StrictJson.writeText(large)).isEqualTo("1.152921504606847e+18");
        assertThat(StrictJson.parse(StrictJson.write(large)).isDouble()).isTrue();
        assertThat(CanonicalJson.encodeText(large)).isEqualTo("1152921504606847000");
    }

    @Test
    void everyKindOfNumberNodeCanBeWritten() {
        assertThat(StrictJson.writeText(JSON.numberNode((short) -3))).isEqualTo("-3");
        assertThat(StrictJson.writeText(JSON.numberNode(0.1f))).isEqualTo("0.1");
        assertThat(StrictJson.writeText(JSON.numberNode(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(StrictJson.writeText(JSON.numberNode(new BigDecimal("1.50"))))
                .isEqualTo("1.5");
        assertThat(StrictJson.writeText(JSON.numberNode(new BigDecimal("12345678901234567890"))))
                .isEqualTo("12345678901234567890");
        assertThat(StrictJson.writeText(JSON.numberNode(new BigInteger("-12345678901234567890"))))
                .isEqualTo("-12345678901234567890");
    }

    @Test
    void treesThatAreNotJsonAreRefused() throws JsonProcessingException {
        JsonNode tooDeep = new ObjectMapper().readTree("[".repeat(121) + "]".repeat(121));

        assertReason(JSON.numberNode(Double.NaN), Reason.NUMBER_OUT_OF_RANGE);
        assertReason(JSON.numberNode(Double.NEGATIVE_INFINITY), Reason.NUMBER_OUT_OF_RANGE);
        assertReason(JSON.numberNode(BigInteger.TEN.pow(309)), Reason.NUMBER_OUT_OF_RANGE);
        assertReason(JSON.binaryNode(new byte[1]), Reason.NOT_A_JSON_VALUE);
        assertReason(JSON.pojoNode("x"), Reason.NOT_A_JSON_VALUE);
        assertReason(JSON.missingNode(), Reason.NOT_A_JSON_VALUE);
        assertReason(tooDeep, Reason.TOO_DEEP);
    }

    private static void assertReason(JsonNode tree, Reason reason) {
        assertThatThrownBy(() -> StrictJson.write(tree))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThatThrownBy(() -> CanonicalJson.encode(tree))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThatThrownBy(() -> new JsonSizer().size(tree))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
