package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.EncodedFrame;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A checkpoint as a frame, beside protobuf and zstd as they come and beside the state as plain JSON. */
@State(Scope.Benchmark)
public class EncodeBenchmark {

    private static final int LEVEL = 3;

    /** The state of the agent. */
    @Param
    public Scenario scenario = Scenario.CHAT10;

    private final ObjectMapper jackson = new ObjectMapper();
    private final FrameEncoder encoder =
            FrameEncoder.builder().compressionLevel(LEVEL).build();
    private JsonNode state = jackson.nullNode();
    private DashStreamMessage message = DashStreamMessage.getDefaultInstance();

    /** Makes the message. */
    @Setup(Level.Trial)
    public void prepare() {
        state = scenario.from();
        message = DashStreamMessage.newBuilder()
                .setCheckpoint(Checkpoint.newBuilder()
                        .setHeader(Header.newBuilder()
                                .setTenantId("default")
                                .setThreadId("thread")
                                .setSequence(1)
                                .setSchemaVersion(1))
                        .setState(ByteString.copyFrom(StrictJson.write(state))))
                .build();
    }

    /** Gives zstd's memory back. */
    @TearDown(Level.Trial)
    public void close() {
        encoder.close();
    }

    /**
     * Ours: flag, protobuf and zstd with reused contexts and buffers.
     *
     * @return the frame
     */
    @Benchmark
    public EncodedFrame dashstream() {
        return encoder.encode(message);
    }

    /**
     * Protobuf's bytes through zstd's static method, which makes a context for each call.
     *
     * @return the frame
     */
    @Benchmark
    public byte[] protobufAndZstd() {
        return Zstd.compress(message.toByteArray(), LEVEL);
    }

    /**
     * The state as plain JSON, neither wrapped nor compressed.
     *
     * @return its bytes
     * @throws JsonProcessingException never
     */
    @Benchmark
    public byte[] jacksonWrite() throws JsonProcessingException {
        return jackson.writeValueAsBytes(state);
    }
}
