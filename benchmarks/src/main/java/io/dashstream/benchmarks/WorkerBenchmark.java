package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.wire.EncodedFrame;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.StateDiff;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a state with one message appended costs the worker: patch, hash and record. Beside it the same made of ready parts:
 * zjsonpatch, Jackson with sorted keys, SHA-256, and the patch as JSON.
 */
@State(Scope.Benchmark)
public class WorkerBenchmark {

    private static final int VARIANTS = 64;

    /** How many messages there are before. */
    @Param({"10", "100", "1000"})
    public int messages = 10;

    private final StateDiffer differ = StateDiffer.ofDefaults();
    private final StateHasher hasher = StateHasher.ofDefaults();
    private final FrameEncoder encoder = FrameEncoder.builder().build();
    private final ObjectMapper sorted = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private final EnumSet<DiffFlags> flags = EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION);
    private JsonNode from = NullNode.instance;
    private final JsonNode[] sharing = new JsonNode[VARIANTS];
    private final JsonNode[] fresh = new JsonNode[VARIANTS];
    private int turn;

    /** Makes the state and its successors, each with another message. */
    @Setup
    public void prepare() {
        from = state(Optional.empty(), 0);
        for (int variant = 0; variant < VARIANTS; variant++) {
            sharing[variant] = state(Optional.of(from), variant + 1);
            fresh[variant] = state(Optional.empty(), variant + 1);
        }
    }

    /** Gives back native memory. */
    @TearDown
    public void close() {
        encoder.close();
    }

    private ObjectNode state(Optional<JsonNode> shared, int appended) {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ArrayNode list = state.putArray("messages");
        for (int index = 0; index < messages; index++) {
            JsonNode fresh = message(index);
            int place = index;
            list.add(shared.map(known -> known.get("messages").get(place)).orElse(fresh));
        }
        if (appended > 0) {
            list.add(message(messages + appended));
        }
        return state.put("step", appended);
    }

    private static ObjectNode message(int id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "msg-" + id)
                .put("role", id % 2 == 0 ? "user" : "assistant")
                .put("content", ("what the tide does in harbour " + id + ", and why. ").repeat(9))
                .put("tokens", id % 97);
    }

    /**
     * Ours, on trees that share what did not change, as captures make them.
     *
     * @return the record
     */
    @Benchmark
    public EncodedFrame dashstream() {
        JsonNode to = sharing[turn++ % VARIANTS];
        return encoder.encode(DashStreamMessage.newBuilder()
                .setStateDiff(StateDiff.newBuilder()
                        .setHeader(Header.newBuilder().setThreadId("customer-7").setSequence(turn))
                        .addAllOperations(differ.diff(from, to).toProto())
                        .setStateHash(ByteString.copyFrom(hasher.hash(to))))
                .build());
    }

    /**
     * Of ready parts, which know nothing of what is shared.
     *
     * @return the length of the patch, and something of the hash
     * @throws JsonProcessingException never
     * @throws NoSuchAlgorithmException never
     */
    @Benchmark
    public int zjsonpatchJacksonSha256() throws JsonProcessingException, NoSuchAlgorithmException {
        JsonNode to = fresh[turn++ % VARIANTS];
        byte[] patch = sorted.writeValueAsBytes(JsonDiff.asJson(from, to, flags));
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(sorted.writeValueAsBytes(sorted.treeToValue(to, Object.class)));
        return patch.length + hash[0];
    }
}
