package io.dashstream.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import org.junit.jupiter.api.Test;

class StatePatchPropertyTest {

    @Test
    void aPatchLeadsFromAnyValueToAnyOther() {
        Property.check("apply(diff(a, b), a) equals b", 2_000, (random, size) -> {
            JsonNode from = RandomJson.value(random, size);
            JsonNode to = RandomJson.value(random, size);

            assertLeadsFromTo(from, to);
        });
    }

    @Test
    void aPatchLeadsFromOneStepOfAnAgentToTheNext() {
        Property.check("apply(diff(a, next(a)), a) equals next(a)", 2_000, (random, size) -> {
            ObjectNode from = RandomJson.agentState(random, size);
            ObjectNode to = RandomJson.nextAgentState(random, from);

            assertLeadsFromTo(from, to);
        });
    }

    private static void assertLeadsFromTo(JsonNode from, JsonNode to) {
        StatePatch patch = StateDiffer.ofDefaults().diff(from, to);

        assertThat(CanonicalJson.encodeText(patch.apply(from)))
                .as("from %s by %s", from, patch.operations())
                .isEqualTo(CanonicalJson.encodeText(to));
    }
}
