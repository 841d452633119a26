package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StateHasher;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Hashing a state, beside sorted Jackson with SHA-256 and beside SHA-256 alone. */
@State(Scope.Benchmark)
public class HashBenchmark {

    /** The step of the agent. */
    @Param
    public Scenario scenario = Scenario.CHAT10;

    private final ObjectMapper sorted =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private final MessageDigest sha256 = sha256();
    private final StateHasher forgetful = StateHasher.withoutMemory();
    private JsonNode next = sorted.nullNode();
    private byte[] canonical = {};

    /** Makes the states. */
    @Setup(Level.Trial)
    public void prepare() {
        next = scenario.nextFresh();
        canonical = CanonicalJson.encode(next);
    }

    /**
     * Ours, knowing the state before.
     *
     * @param step the states and the hasher
     * @return the hash
     */
    @Benchmark
    public byte[] dashstreamStep(Step step) {
        return step.hasher.hash(step.next);
    }

    /**
     * Ours, knowing nothing.
     *
     * @return the hash
     */
    @Benchmark
    public byte[] dashstream() {
        return forgetful.hash(next);
    }

    /**
     * Jackson with sorted members, then SHA-256.
     *
     * @return the hash
     * @throws JsonProcessingException never
     */
    @Benchmark
    public byte[] jacksonSorted() throws JsonProcessingException {
        return sha256.digest(sorted.writeValueAsBytes(next));
    }

    /**
     * SHA-256 of bytes that are there.
     *
     * @return the hash
     */
    @Benchmark
    public byte[] sha256Alone() {
        return sha256.digest(canonical);
    }

    /** A hasher that has seen the state before the step, and the state after it, which shares nodes with it. */
    @State(Scope.Benchmark)
    public static class Step {

        private final StateHasher hasher = StateHasher.ofDefaults();
        private JsonNode from = NullNode.instance;
        private JsonNode next = NullNode.instance;

        /**
         * Makes the states.
         *
         * @param benchmark which scenario to take
         */
        @Setup(Level.Trial)
        public void prepare(HashBenchmark benchmark) {
            from = benchmark.scenario.from();
            next = benchmark.scenario.nextSharing(from);
        }

        /** Before every call the hasher knows the state before the step only. */
        @Setup(Level.Invocation)
        public void know() {
            hasher.forget();
            hasher.hash(from);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
