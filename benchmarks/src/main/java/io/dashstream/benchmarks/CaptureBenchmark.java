package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.capture.CaptureSession;
import io.dashstream.producer.capture.StateEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Capturing a list of messages to which one was appended, beside Jackson's {@code valueToTree}: what the graph's thread pays for
 * a state.
 */
@State(Scope.Benchmark)
public class CaptureBenchmark {

    /**
     * A message as applications write it: immutable, so that the same object is the same value.
     *
     * @param role who says it
     * @param content what is said
     * @param tokens how long it is
     */
    public record Message(String role, String content, int tokens) {}

    /** How many messages there are. */
    @Param({"10", "100", "1000"})
    public int messages = 10;

    private final ObjectMapper jackson = new ObjectMapper();
    private final CaptureSession session = StateEncoder.ofDefaults().newSession();
    private final CaptureSession forgetful = StateEncoder.ofDefaults().newSession();
    private Map<String, Object> before = Map.of();
    private Map<String, Object> after = Map.of();
    private boolean turn;

    /** Makes two states, the second with a message more; both hold the same messages else. */
    @Setup
    public void prepare() {
        List<Message> list = new ArrayList<>();
        for (int index = 0; index < messages; index++) {
            list.add(message(index));
        }
        before = Map.of("messages", new ArrayList<>(list), "step", 1);
        list.add(message(messages));
        after = Map.of("messages", list, "step", 2);
    }

    private static Message message(int index) {
        return new Message("assistant", "What the tide does in harbour " + index + ". ".repeat(160), index);
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
     * Ours, knowing nothing.
     *
     * @return the tree
     */
    @Benchmark
    public CaptureResult dashstreamForgetful() {
        forgetful.forget();
        return forgetful.capture(next());
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
