package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Capturing a step of an agent whose state is made of mutable maps and lists, beside Jackson's {@code valueToTree}. Nothing
 * says what did not change, so that every value has to be looked at again.
 */
@State(Scope.Benchmark)
public class CaptureStepBenchmark extends AlternatingCapture {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** The step of the agent. */
    @Param
    public Scenario scenario = Scenario.CHAT10;

    /** Makes the two states as an application has them, sharing nothing. */
    @Setup
    public void prepare() {
        alternate(jackson.convertValue(scenario.from(), MAP), jackson.convertValue(scenario.nextFresh(), MAP));
    }
}
