package io.dashstream.benchmarks;

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
public class CaptureBenchmark extends AlternatingCapture {

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

    private final CaptureSession forgetful = StateEncoder.ofDefaults().newSession();

    /** Makes two states, the second with a message more; both hold the same messages else. */
    @Setup
    public void prepare() {
        List<Message> list = new ArrayList<>();
        for (int index = 0; index < messages; index++) {
            list.add(message(index));
        }
        List<Message> longer = new ArrayList<>(list);
        longer.add(message(messages));
        alternate(Map.of("messages", list, "step", 1), Map.of("messages", longer, "step", 2));
    }

    private static Message message(int index) {
        return new Message("assistant", "What the tide does in harbour " + index + ". ".repeat(160), index);
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
}
