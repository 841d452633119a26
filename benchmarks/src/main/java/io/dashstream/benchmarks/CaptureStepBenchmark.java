package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.capture.CaptureSession;
import io.dashstream.producer.capture.StateEncoder;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Capturing a step of an agent whose state is made of mutable maps and lists, beside Jackson's {@code valueToTree}. Nothing
 * says what did not change, so that every value has to be looked at again.
 */
@State(Scope.Benchmark)
public class CaptureStepBenchmark {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** The step of the agent. */
    @Param
    public Scenario scenario = Scenario.CHAT10;

    private final ObjectMapper jackson = new ObjectMapper();
    private final CaptureSession session = StateEncoder.ofDefaults().newSession();
    private Map<String, Object> before = Map.of();
    private Map<String, Object> after = Map.of();
    private boolean turn;

    /** Makes the two states as an application has them, sharing nothing. */
    @Setup
    public void prepare() {
        before = jackson.convertValue(scenario.from(), MAP);
        after = jackson.convertValue(scenario.nextFresh(), MAP);
    }

    private Map<String, Object> next() {
        turn = !turn;
        return turn ? after : before;
    }

    /**
     * Ours, knowing the state before.
     *
     * @return the tree
     */
    @Benchmark
    public CaptureResult dashstream() {
        return session.capture(next());
    }

    /**
     * Jackson's tree of the same state.
     *
     * @return the tree
     */
    @Benchmark
    public JsonNode jacksonValueToTree() {
        return jackson.valueToTree(next());
    }
}
