package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.wire.v1.DiffOperation;
import java.util.EnumSet;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Making a patch, beside zjsonpatch and beside writing the state as JSON. */
@State(Scope.Benchmark)
public class DiffBenchmark {

    /** The step of the agent. */
    @Param
    public Scenario scenario = Scenario.CHAT10;

    private final ObjectMapper jackson = new ObjectMapper();
    private final StateDiffer differ = StateDiffer.ofDefaults();
    private JsonNode from = jackson.nullNode();
    private JsonNode fresh = jackson.nullNode();
    private JsonNode sharing = jackson.nullNode();

    /** Makes the states. */
    @Setup(Level.Trial)
    public void prepare() {
        from = scenario.from();
        fresh = scenario.nextFresh();
        sharing = scenario.nextSharing(from);
    }

    /**
     * Ours, on two trees that share no node.
     *
     * @return the patch
     */
    @Benchmark
    public StatePatch dashstream() {
        return differ.diff(from, fresh);
    }

    /**
     * Ours, with the patch in its wire form: what a producer pays for a step besides the hash.
     *
     * @return the operations
     */
    @Benchmark
    public List<DiffOperation> dashstreamToWire() {
        return differ.diff(from, fresh).toProto();
    }

    /**
     * Ours, on trees that share what did not change.
     *
     * @return the patch
     */
    @Benchmark
    public StatePatch dashstreamSharing() {
        return differ.diff(from, sharing);
    }

    /**
     * zjsonpatch as it comes.
     *
     * @return the patch
     */
    @Benchmark
    public JsonNode zjsonpatch() {
        return JsonDiff.asJson(from, fresh);
    }

    /**
     * zjsonpatch without its search for moves and copies.
     *
     * @return the patch
     */
    @Benchmark
    public JsonNode zjsonpatchOmit() {
        return JsonDiff.asJson(from, fresh, EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION));
    }

    /**
     * The new state as JSON, where it shares nodes with the old one: they do not lie in the heap as they are read.
     *
     * @return its bytes
     * @throws JsonProcessingException never
     */
    @Benchmark
    public byte[] jacksonWriteSharing() throws JsonProcessingException {
        return jackson.writeValueAsBytes(sharing);
    }

    /**
     * The new state as JSON.
     *
     * @return its bytes
     * @throws JsonProcessingException never
     */
    @Benchmark
    public byte[] jacksonWrite() throws JsonProcessingException {
        return jackson.writeValueAsBytes(fresh);
    }
}
