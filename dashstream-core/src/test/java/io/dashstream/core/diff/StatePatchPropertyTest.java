package io.dashstream.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonDiff;
import com.flipkart.zjsonpatch.JsonPatch;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.JsonValues;
import io.dashstream.core.json.StrictJson;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StatePatchPropertyTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void aPatchLeadsFromAnyValueToAnyOther() {
        Property.check("apply(diff(a, b), a) equals b", 4_000, (random, size) -> {
            JsonNode from = RandomJson.value(random, size);
            JsonNode to = RandomJson.value(random, size);

            assertLeadsFromTo(from, to);
        });
    }

    @Test
    void aPatchLeadsFromAnyListToAnyOther() {
        Property.check("apply(diff(a, b), a) equals b for lists of few values", 4_000, (random, size) -> {
            JsonNode from = listOfFewValues(random, 2 * size);
            JsonNode to = listOfFewValues(random, 2 * size);

            assertLeadsFromTo(from, to);
        });
    }

    @Test
    void aPatchLeadsFromOneStepOfAnAgentToTheNext() {
        Property.check("apply(diff(a, next(a)), a) equals next(a)", 3_000, (random, size) -> {
            ObjectNode from = RandomJson.agentState(random, size);
            ObjectNode to = RandomJson.nextAgentState(random, from);

            assertLeadsFromTo(from, to);
            assertLeadsFromTo(to, from);
        });
    }

    @Test
    void equalValuesHaveAnEmptyPatch() {
        Property.check("diff(a, a') is empty if a and a' are equal", 2_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);
            JsonNode same = StrictJson.parse(StrictJson.write(RandomJson.withShuffledKeys(random, value)));

            StatePatch patch = StateDiffer.ofDefaults().diff(value, same);

            assertThat(patch.isEmpty()).as("%s", patch.operations()).isTrue();
            assertThat(patch.jsonBytes()).isEqualTo(2);
        });
    }

    @Test
    void theSizeOfAPatchIsThatOfItsJson() {
        Property.check("jsonBytes is the length of the RFC 6902 document", 2_000, (random, size) -> {
            JsonNode from = RandomJson.value(random, size);
            StatePatch patch = StateDiffer.ofDefaults().diff(from, RandomJson.value(random, size));
            int length = StrictJson.write(Patches.toJson(patch)).length;

            assertThat(patch.jsonBytes()).isEqualTo(length);
            assertThat(StatePatch.of(patch.operations()).jsonBytes()).isEqualTo(length);
        });
    }

    @Test
    void whatIsInsideAStateIsNeverPatchedAtGreaterLengthThanReplacingIt() {
        Property.check("a patch of a member is not longer than its replacement", 3_000, (random, size) -> {
            JsonNode from = JSON.objectNode().set("member", RandomJson.value(random, size));
            JsonNode to = JSON.objectNode().set("member", RandomJson.value(random, size));
            StatePatch replacing =
                    StatePatch.of(java.util.List.of(new PatchOperation.Replace("/member", to.get("member"))));

            StatePatch patch = StateDiffer.ofDefaults().diff(from, to);

            assertThat(patch.jsonBytes()).as("%s", patch.operations()).isLessThanOrEqualTo(replacing.jsonBytes());
        });
    }

    @Test
    void aPatchOfAnAgentsStepIsWorthSendingWhenLittleChanged() {
        Property.check("an appended message is sent as a patch", 500, (random, size) -> {
            ObjectNode from = RandomJson.agentState(random, size + 5);
            ObjectNode to = from.deepCopy();
            JsonNode message =
                    to.withArray("messages").addObject().put("id", "new").put("content", RandomJson.text(random));
            StatePatch patch = StateDiffer.ofDefaults().diff(from, to);

            assertThat(patch.operations()).hasSize(1);
            assertThat(patch.jsonBytes())
                    .as("the message and where it goes, not the list")
                    .isLessThan(StrictJson.write(message).length + 64);
            assertThat(StatePatch.worthSending(patch.jsonBytes(), StrictJson.write(to).length))
                    .isTrue();
        });
    }

    @Test
    void zjsonpatchAppliesOurPatchesTheSame() {
        Property.check("zjsonpatch.apply(diff(a, b), a) equals b", 3_000, (random, size) -> {
            JsonNode from = withoutNull(RandomJson.value(random, size));
            JsonNode to = withoutNull(RandomJson.value(random, size));
            StatePatch patch = StateDiffer.ofDefaults().diff(from, to);

            JsonNode applied = JsonPatch.apply(Patches.toJson(patch), from);

            assertThat(CanonicalJson.encodeText(applied)).isEqualTo(CanonicalJson.encodeText(to));
        });
    }

    @Test
    void weApplyPatchesOfZjsonpatchTheSame() {
        Property.check("apply(zjsonpatch.diff(a, b), a) equals b", 2_000, (random, size) -> {
            ObjectNode from = RandomJson.agentState(random, size);
            ObjectNode to = RandomJson.nextAgentState(random, from);
            StatePatch patch = Patches.patch(JsonDiff.asJson(from, to));

            JsonNode applied = patch.apply(from);

            assertThat(JsonValues.equal(applied, to)).isTrue();
        });
    }

    private static void assertLeadsFromTo(JsonNode from, JsonNode to) {
        String before = StrictJson.writeText(from);
        String target = StrictJson.writeText(to);
        StatePatch patch = StateDiffer.ofDefaults().diff(from, to);

        JsonNode applied = patch.apply(from);

        assertThat(CanonicalJson.encodeText(applied))
                .as("from %s by %s", from, patch.operations())
                .isEqualTo(CanonicalJson.encodeText(to));
        assertThat(StrictJson.writeText(from)).as("the old state").isEqualTo(before);
        assertThat(StrictJson.writeText(to)).as("the new state").isEqualTo(target);
    }

    private static JsonNode listOfFewValues(RandomGenerator random, int size) {
        var list = JSON.arrayNode();
        for (int count = random.nextInt(size + 1); count > 0; count--) {
            int value = random.nextInt(size);
            if (random.nextInt(3) > 0) {
                list.add("a longer element, so that moving it pays: " + value);
            } else {
                list.addObject().put("id", value).put("n", random.nextInt(2));
            }
        }
        return JSON.objectNode().set("list", list);
    }

    /** zjsonpatch refuses to replace a whole document whose value is null. */
    private static JsonNode withoutNull(JsonNode value) {
        return value.isNull() ? JSON.objectNode() : value;
    }
}
