package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonDiff;
import com.flipkart.zjsonpatch.JsonPatch;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.diff.StatePatch;
import java.util.HashSet;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Applying a patch, beside zjsonpatch on a deep copy and zjsonpatch on a copy of the path only. */
@State(Scope.Benchmark)
public class ApplyBenchmark {

    /** The step of the agent; shuffles are left out because their patch replaces the array. */
    @Param({"CHAT10", "CHAT100", "CHAT1000", "CHAT5000", "MIDINS1000", "WINDOW1000", "DEEP1M", "HEAD1000"})
    public Scenario scenario = Scenario.CHAT10;

    private JsonNode from = NullNode.instance;
    private StatePatch patch = StateDiffer.ofDefaults().diff(from, from);
    private JsonNode document = NullNode.instance;

    /** Makes the state and the patch. */
    @Setup(Level.Trial)
    public void prepare() {
        from = scenario.from();
        JsonNode to = scenario.nextFresh();
        patch = StateDiffer.ofDefaults().diff(from, to);
        document = JsonDiff.asJson(from, to);
    }

    /**
     * Ours.
     *
     * @return the new state
     */
    @Benchmark
    public JsonNode dashstream() {
        return patch.apply(from);
    }

    /**
     * zjsonpatch as it comes: it copies the whole state first.
     *
     * @return the new state
     */
    @Benchmark
    public JsonNode zjsonpatch() {
        return JsonPatch.apply(document, from);
    }

    /**
     * zjsonpatch in place on a state of which only the containers on the way to a change are copied: what a strict
     * wrapper around it would do, without the strictness.
     *
     * @return the new state
     */
    @Benchmark
    public JsonNode zjsonpatchOnPathCopy() {
        JsonNode state = shallowCopy(from);
        Set<JsonPointer> copied = new HashSet<>();
        copied.add(JsonPointer.empty());
        for (JsonNode operation : document) {
            own(state, JsonPointer.compile(operation.get("path").textValue()).head(), copied);
        }
        JsonPatch.applyInPlace(document, state);
        return state;
    }

    private static void own(JsonNode state, JsonPointer path, Set<JsonPointer> copied) {
        if (!copied.contains(path)) {
            own(state, path.head(), copied);
            JsonNode parent = state.at(path.head());
            JsonNode copy = shallowCopy(state.at(path));
            if (parent instanceof ObjectNode object) {
                object.set(path.last().getMatchingProperty(), copy);
            } else {
                ((ArrayNode) parent).set(path.last().getMatchingIndex(), copy);
            }
            copied.add(path);
        }
    }

    private static JsonNode shallowCopy(JsonNode container) {
        return container instanceof ObjectNode object
                ? JsonNodeFactory.instance.objectNode().setAll(object)
                : JsonNodeFactory.instance.arrayNode(container.size()).addAll((ArrayNode) container);
    }
}
