package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.flipkart.zjsonpatch.JsonPatch;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import java.util.Collections;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Insertions at the head of an array of 200 000 numbers (1.3 MB of JSON): the cost must follow the operations. */
@State(Scope.Benchmark)
public class ApplyManyBenchmark {

    private static final int ELEMENTS = 200_000;

    /** How many insertions the patch has. */
    @Param({"1", "5000", "10000"})
    public int operations = 1;

    private final ArrayNode state = JsonNodeFactory.instance.arrayNode(ELEMENTS);
    private final ArrayNode document = JsonNodeFactory.instance.arrayNode();
    private StatePatch patch = StatePatch.of(java.util.List.of());

    /** Makes the array and the patch. */
    @Setup(Level.Trial)
    public void prepare() {
        for (int index = 0; index < ELEMENTS; index++) {
            state.add(index);
        }
        JsonNode value = JsonNodeFactory.instance.numberNode(7);
        patch = StatePatch.of(Collections.nCopies(operations, new PatchOperation.Add("/0", value)));
        for (int index = 0; index < operations; index++) {
            document.addObject().put("op", "add").put("path", "/0").set("value", value);
        }
    }

    /**
     * Ours.
     *
     * @return the new state
     */
    @Benchmark
    public JsonNode dashstream() {
        return patch.apply(state);
    }

    /**
     * zjsonpatch on a copy of the array.
     *
     * @return the new state
     */
    @Benchmark
    public JsonNode zjsonpatch() {
        return JsonPatch.apply(document, state);
    }
}
