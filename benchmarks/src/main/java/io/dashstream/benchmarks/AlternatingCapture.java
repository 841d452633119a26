package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.capture.CaptureSession;
import io.dashstream.producer.capture.StateEncoder;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Capturing two states in turn, beside Jackson's {@code valueToTree}: what the graph's thread pays for a state. */
@State(Scope.Benchmark)
public abstract class AlternatingCapture {

    /** What a peer makes trees with. */
    final ObjectMapper jackson = new ObjectMapper();

    private final CaptureSession session = StateEncoder.ofDefaults().newSession();
    private Map<String, Object> before = Map.of();
    private Map<String, Object> after = Map.of();
    private boolean turn;

    final void alternate(Map<String, Object> first, Map<String, Object> second) {
        before = first;
        after = second;
    }

    final Map<String, Object> next() {
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
