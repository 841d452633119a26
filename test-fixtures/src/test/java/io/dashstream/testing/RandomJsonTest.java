package io.dashstream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomJsonTest {

    @Test
    void everyKindOfValueComesUp() {
        Set<JsonNodeType> types = EnumSet.noneOf(JsonNodeType.class);

        Property.check(
                "values",
                500,
                (random, size) -> types.add(RandomJson.value(random, size).getNodeType()));

        assertThat(types)
                .containsExactlyInAnyOrder(
                        JsonNodeType.NULL,
                        JsonNodeType.BOOLEAN,
                        JsonNodeType.NUMBER,
                        JsonNodeType.STRING,
                        JsonNodeType.ARRAY,
                        JsonNodeType.OBJECT);
    }

    @Test
    void theNextStateIsAnotherOneAndTheOldOneIsUntouched() {
        int[] changed = new int[1];

        Property.check("steps", 200, (random, size) -> {
            ObjectNode state = RandomJson.agentState(random, size);
            ObjectNode copy = state.deepCopy();

            changed[0] += RandomJson.nextAgentState(random, state).equals(copy) ? 0 : 1;

            assertThat(state).isEqualTo(copy);
        });

        assertThat(changed[0]).isGreaterThan(150);
    }

    @Test
    void shuffledKeysMakeAnEqualValue() {
        Property.check("shuffled keys", 200, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);

            assertThat(RandomJson.withShuffledKeys(random, value)).isEqualTo(value);
        });
    }
}
