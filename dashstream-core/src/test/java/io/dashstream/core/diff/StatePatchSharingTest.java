package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static io.dashstream.core.diff.Patches.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CO-15: no state that was handed out ever changes")
class StatePatchSharingTest {

    @Test
    void everyPastStateKeepsItsTextThroughAThousandDiffs() {
        RandomGenerator random = new SplittableRandom(11);
        ObjectNode state = RandomJson.agentState(random, 20);
        JsonNode rebuilt = state;
        List<JsonNode> past = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<StatePatch> patches = new ArrayList<>();
        List<String> patchTexts = new ArrayList<>();
        for (int step = 0; step < 1_000; step++) {
            ObjectNode next = RandomJson.nextAgentState(random, state);
            StatePatch patch = withCopies(random, StateDiffer.ofDefaults().diff(state, next));
            rebuilt = patch.apply(rebuilt);
            state = (ObjectNode) rebuilt;
            past.add(rebuilt);
            texts.add(StrictJson.writeText(rebuilt));
            patches.add(patch);
            patchTexts.add(StrictJson.writeText(Patches.toJson(patch)));
        }

        assertThat(past.stream().map(StrictJson::writeText)).isEqualTo(texts);
        assertThat(patches.stream().map(patch -> StrictJson.writeText(Patches.toJson(patch))))
                .isEqualTo(patchTexts);
    }

    /** Copies something and then changes the original, the copy and the value that the patch brought. */
    private static StatePatch withCopies(RandomGenerator random, StatePatch patch) {
        List<PatchOperation> operations = new ArrayList<>(patch.operations());
        if (random.nextInt(3) == 0) {
            operations.add(new PatchOperation.Add("/scratch", json("{'list':[{'n':0}]}")));
            operations.add(new PatchOperation.Copy("/scratch/list", "/copy"));
            operations.add(new PatchOperation.Add("/scratch/list/0/n", json("1")));
            operations.add(new PatchOperation.Add("/copy/0/m", json("2")));
            operations.add(new PatchOperation.Copy("/messages", "/old"));
            operations.add(new PatchOperation.Add("/messages/0", json("{'id':'first'}")));
            operations.add(new PatchOperation.Remove("/old"));
        }
        return StatePatch.of(operations);
    }

    @Test
    void aCopyAndItsOriginalChangeApart() {
        JsonNode after = patch("[{'op':'add','path':'/a/x','value':{}},{'op':'copy','from':'/a','path':'/b'},"
                        + "{'op':'add','path':'/a/x/n','value':1},{'op':'add','path':'/b/x/n','value':2},"
                        + "{'op':'copy','from':'/b','path':'/c'},{'op':'replace','path':'/b/x/n','value':3}]")
                .apply(json("{'a':{}}"));

        assertThat(after).isEqualTo(json("{'a':{'x':{'n':1}},'b':{'x':{'n':3}},'c':{'x':{'n':2}}}"));
    }

    @Test
    void aValueOfThePatchIsNotChangedByLaterOperations() {
        StatePatch patch = patch("[{'op':'add','path':'/a','value':{'l':[]}},{'op':'add','path':'/a/l/-','value':1}]");

        JsonNode first = patch.apply(json("{}"));
        JsonNode second = patch.apply(json("{}"));

        assertThat(first).isEqualTo(json("{'a':{'l':[1]}}")).isEqualTo(second);
        assertThat(Patches.toJson(patch).get(0).get("value")).isEqualTo(json("{'l':[]}"));
    }

    @Test
    void whatNoPathLeadsThroughIsShared() {
        JsonNode state = json("{'a':{'b':[1,2]},'l':[{'n':1},{'n':2}]}");

        JsonNode after = patch("[{'op':'add','path':'/l/0/m','value':3}]").apply(state);

        assertThat(after.get("a")).isSameAs(state.get("a"));
        assertThat(after.get("l").get(1)).isSameAs(state.get("l").get(1));
        assertThat(after.get("l").get(0)).isNotSameAs(state.get("l").get(0));
    }

    @Test
    void anEmptyPatchGivesTheStateItself() {
        JsonNode state = json("{'a':1}");

        assertThat(StatePatch.of(List.of()).apply(state)).isSameAs(state);
    }

    @Test
    void aPatchThatFailsLeavesTheStateUntouched() {
        Property.check("all or nothing", 1_000, (random, size) -> {
            ObjectNode state = RandomJson.agentState(random, size);
            String text = StrictJson.writeText(state);
            List<PatchOperation> operations = new ArrayList<>(StateDiffer.ofDefaults()
                    .diff(state, RandomJson.nextAgentState(random, state))
                    .operations());
            operations.add(new PatchOperation.Remove("/no-such-member"));

            assertThatThrownBy(() -> StatePatch.of(operations).apply(state))
                    .isInstanceOfSatisfying(
                            PatchException.class,
                            e -> assertThat(e.operationIndex()).isEqualTo(operations.size() - 1));
            assertThat(StrictJson.writeText(state)).isEqualTo(text);
        });
    }
}
