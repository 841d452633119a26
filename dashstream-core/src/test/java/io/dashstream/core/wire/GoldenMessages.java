package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.CompressionInfo;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.Error;
import io.dashstream.core.wire.v1.ErrorRecord;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.ExecutionTrace;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MessageType;
import io.dashstream.core.wire.v1.MetricValue;
import io.dashstream.core.wire.v1.Metrics;
import io.dashstream.core.wire.v1.NodeExecutionRecord;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.core.wire.v1.TokenChunk;
import io.dashstream.core.wire.v1.TokenStats;
import io.dashstream.core.wire.v1.ToolExecution;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that the plain golden frames were made of, built again: encoding them must give the files' bytes. */
final class GoldenMessages {

    private static final ByteString PARENT = bytes("101112131415161718191a1b1c1d1e1f");
    private static final ByteString CHECKPOINT_ID = bytes("202122232425262728292a2b2c2d2e2f");
    private static final ByteString STATE_HASH =
            bytes("f35279c8aa6b00bc82d43a191596cc3b41b7de7899ee16e36a08efe3afc45103");
    private static final String STATE = "{\"a\":1,\"b\":2,\"nested\":{\"y\":[true,null],\"z\":\"x\"}}";

    private GoldenMessages() {}

    /** By name of the golden frame, in the order of the index. */
    static Map<String, DashStreamMessage> plain() {
        Map<String, DashStreamMessage> all = new LinkedHashMap<>();
        all.put("event-node-start", TestMessages.nodeStart("plan", 1));
        all.put("event-graph-start", graphStart());
        all.put("event-attributes", attributes());
        all.put("event-llm-end", llmEnd());
        all.put("state-diff", stateDiff());
        all.put("state-diff-all-operations", allOperations());
        all.put("state-diff-full-state", fullState());
        all.put("token-chunk", tokenChunk());
        all.put("tool-execution", toolExecution());
        all.put("checkpoint", checkpoint());
        all.put("checkpoint-compressed-state", compressedCheckpoint());
        all.put("metrics", metrics());
        all.put("error", error());
        all.put("event-batch", batch());
        all.put("execution-trace", trace());
        all.put(
                "header-empty",
                DashStreamMessage.newBuilder()
                        .setEvent(Event.newBuilder().setNodeId("n"))
                        .build());
        all.put("header-unicode-ids", withIds("Zürich-日本-😀", "t/1:a b"));
        all.put("sequence-2p53-minus-1", TestMessages.nodeStart("n", (1L << 53) - 1));
        all.put("sequence-2p53", TestMessages.nodeStart("n", 1L << 53));
        all.put("sequence-2p53-plus-1", TestMessages.nodeStart("n", (1L << 53) + 1));
        all.put("sequence-2p63-minus-1", TestMessages.nodeStart("n", Long.MAX_VALUE));
        all.put("sequence-2p63", TestMessages.nodeStart("n", Long.MIN_VALUE));
        all.put("sequence-2p64-minus-1", TestMessages.nodeStart("n", -1));
        all.put("timestamp-negative", withTimestamp(-1));
        all.put("timestamp-largest", withTimestamp(Long.MAX_VALUE));
        all.put("schema-version-0", withSchema(0));
        all.put("schema-version-2", withSchema(2));
        all.put("schema-version-2-inside-batch", newerInside());
        all.put("unknown-field", unknownField());
        all.put("unknown-event-type", unknownEventType());
        return all;
    }

    private static Header.Builder header(MessageType type, long sequence) {
        return TestMessages.header(type, sequence).setParentId(PARENT);
    }

    private static DashStreamMessage graphStart() {
        return TestMessages.event(
                EventType.EVENT_TYPE_GRAPH_START,
                1,
                event -> event.putAttributes("run_id", AttributeValues.of("run-1"))
                        .putAttributes("graph_name", AttributeValues.of("research"))
                        .putAttributes("graph_entry_point", AttributeValues.of("plan"))
                        .putAttributes("graph_node_count", AttributeValues.of(4))
                        .putAttributes("graph_edge_count", AttributeValues.of(5))
                        .putAttributes("schema_id", AttributeValues.of("c2b3793092ae5553"))
                        .putAttributes(Messages.INITIAL_STATE_ATTRIBUTE, AttributeValues.of(STATE)));
    }

    private static DashStreamMessage attributes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("k", List.of(1, "two", 2.5));
        map.put("none", null);
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_PROGRESS,
                5,
                event -> event.setNodeId("plan")
                        .putAttributes("text", AttributeValues.of("é日😀\n"))
                        .putAttributes("int", AttributeValues.of((1L << 53) + 1))
                        .putAttributes("negative", AttributeValues.of(Long.MIN_VALUE))
                        .putAttributes("float", AttributeValues.of(0.1))
                        .putAttributes("whole", AttributeValues.of(3.0))
                        .putAttributes("yes", AttributeValues.of(true))
                        .putAttributes("bytes", AttributeValues.of(bytes("00ff80")))
                        .putAttributes("nested", AttributeValues.ofJava(map)));
    }

    private static DashStreamMessage llmEnd() {
        return TestMessages.event(
                EventType.EVENT_TYPE_LLM_END,
                6,
                event -> event.setHeader(header(MessageType.MESSAGE_TYPE_EVENT, 6))
                        .setNodeId("plan")
                        .setDurationUs(1_234_567)
                        .setLlmRequestId("req-1"));
    }

    private static DashStreamMessage stateDiff() {
        return diff(StateDiff.newBuilder()
                .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_STATE_DIFF, 2))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_REPLACE, "/count", "2"))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_ADD, "/l/0", "\"x\""))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_REMOVE, "/old", ""))
                .setStateHash(STATE_HASH));
    }

    private static DashStreamMessage allOperations() {
        return diff(StateDiff.newBuilder()
                .setHeader(header(MessageType.MESSAGE_TYPE_STATE_DIFF, 3))
                .setBaseCheckpointId(CHECKPOINT_ID)
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_TEST, "/a", "1"))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_ADD, "/l/-", "{\"k\":\"é\"}"))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_REPLACE, "/a~1b~0c", "null"))
                .addOperations(
                        operation(DiffOperation.OpType.OP_TYPE_MOVE, "/to", "").setFrom("/from"))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_COPY, "/copy", "")
                        .setFrom("/to"))
                .addOperations(operation(DiffOperation.OpType.OP_TYPE_ADD, "/raw", "plain text")
                        .setEncoding(DiffOperation.ValueEncoding.VALUE_ENCODING_RAW)));
    }

    private static DashStreamMessage fullState() {
        return diff(StateDiff.newBuilder()
                .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_STATE_DIFF, 4))
                .setFullState(ByteString.copyFromUtf8(STATE))
                .setStateHash(STATE_HASH));
    }

    private static DashStreamMessage diff(StateDiff.Builder diff) {
        return DashStreamMessage.newBuilder().setStateDiff(diff).build();
    }

    private static DiffOperation.Builder operation(DiffOperation.OpType op, String path, String value) {
        return DiffOperation.newBuilder().setOp(op).setPath(path).setValue(ByteString.copyFromUtf8(value));
    }

    private static DashStreamMessage tokenChunk() {
        return DashStreamMessage.newBuilder()
                .setTokenChunk(TokenChunk.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_TOKEN_CHUNK, 7))
                        .setRequestId("req-1")
                        .setText("Hé 😀")
                        .addTokenIds(0)
                        .addTokenIds(300)
                        .addTokenIds(-1)
                        .addLogprobs(-0.25f)
                        .addLogprobs(0)
                        .setChunkIndex(3)
                        .setIsFinal(true)
                        .setFinishReason(TokenChunk.FinishReason.FINISH_REASON_STOP)
                        .setModel("small-1")
                        .setStats(TokenStats.newBuilder()
                                .setPromptTokens(10)
                                .setCompletionTokens(3)
                                .setTotalTokens(13)))
                .build();
    }

    private static DashStreamMessage toolExecution() {
        return DashStreamMessage.newBuilder()
                .setToolExecution(ToolExecution.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_TOOL_EXECUTION, 8))
                        .setCallId("call-1")
                        .setToolName("search")
                        .setStage(ToolExecution.ExecutionStage.EXECUTION_STAGE_FAILED)
                        .setArguments(ByteString.copyFromUtf8("{\"q\":\"x\"}"))
                        .setError("timed out")
                        .setErrorDetails(Error.newBuilder()
                                .setErrorCode("TIMEOUT")
                                .setMessage("timed out")
                                .setSeverity(Error.Severity.SEVERITY_WARNING))
                        .setDurationUs(2_000_000)
                        .setRetryCount(1))
                .build();
    }

    private static DashStreamMessage checkpoint() {
        return DashStreamMessage.newBuilder()
                .setCheckpoint(Checkpoint.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_CHECKPOINT, 9))
                        .setCheckpointId(CHECKPOINT_ID)
                        .setState(ByteString.copyFromUtf8(STATE))
                        .setStateType("com.example.State")
                        .setChecksum(STATE_HASH)
                        .putMetadata("run_id", "run-1"))
                .build();
    }

    /** In a frame that holds its content as it is: compressing again might give other bytes with another zstd. */
    private static DashStreamMessage compressedCheckpoint() {
        ByteString compressed = ByteString.copyFrom(ZstdBytes.stored(STATE.getBytes(StandardCharsets.UTF_8)));
        return DashStreamMessage.newBuilder()
                .setCheckpoint(Checkpoint.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_CHECKPOINT, 10))
                        .setCheckpointId(CHECKPOINT_ID)
                        .setState(compressed)
                        .setChecksum(STATE_HASH)
                        .setCompressionInfo(CompressionInfo.newBuilder()
                                .setType(CompressionType.COMPRESSION_ZSTD)
                                .setCompressedSize(compressed.size())
                                .setUncompressedSize(STATE.length())
                                .setCompressionRatio(0.875f)))
                .build();
    }

    private static DashStreamMessage metrics() {
        return DashStreamMessage.newBuilder()
                .setMetrics(Metrics.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_METRICS, 11))
                        .setScope("node")
                        .setScopeId("plan")
                        .putMetrics(
                                "tokens",
                                MetricValue.newBuilder()
                                        .setIntValue(42)
                                        .setUnit("1")
                                        .setType(MetricValue.MetricType.METRIC_TYPE_COUNTER)
                                        .build())
                        .putMetrics(
                                "load",
                                MetricValue.newBuilder().setFloatValue(0.5).build())
                        .putMetrics(
                                "name",
                                MetricValue.newBuilder().setStringValue("x").build())
                        .putMetrics(
                                "ok",
                                MetricValue.newBuilder().setBoolValue(false).build())
                        .putTags("region", "eu"))
                .build();
    }

    private static DashStreamMessage error() {
        return DashStreamMessage.newBuilder()
                .setError(Error.newBuilder()
                        .setHeader(header(MessageType.MESSAGE_TYPE_ERROR, 12))
                        .setErrorCode("E42")
                        .setMessage("disk full")
                        .setStackTrace("at a\nat b")
                        .putContext("disk", "/dev/sda")
                        .setSeverity(Error.Severity.SEVERITY_FATAL)
                        .setExceptionType("java.io.IOException")
                        .addSuggestions("buy a disk")
                        .addSuggestions(""))
                .build();
    }

    private static DashStreamMessage batch() {
        Event second = TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_END, 14, event -> event.setNodeId("plan"));
        Header otherThread = TestMessages.header(MessageType.MESSAGE_TYPE_EVENT, 900)
                .setThreadId("t-2")
                .setTimestampUs(TestMessages.MICROS + 1)
                .build();
        return TestMessages.batch(
                TestMessages.nodeStart("plan", 13).getEvent(),
                second,
                TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_START, 900, event -> event.setHeader(otherThread)));
    }

    private static DashStreamMessage trace() {
        return DashStreamMessage.newBuilder()
                .setExecutionTrace(ExecutionTrace.newBuilder()
                        .setHeader(TestMessages.header(MessageType.MESSAGE_TYPE_EXECUTION_TRACE, 15))
                        .setThreadId("t-1")
                        .setExecutionId("run-1")
                        .addNodesExecuted(NodeExecutionRecord.newBuilder()
                                .setNode("plan")
                                .setDurationMs(12)
                                .setPromptTokens(10)
                                .setCompletionTokens(3)
                                .setTotalTokens(13)
                                .setSucceeded(true)
                                .setStartedAt("2023-11-14T22:13:20Z")
                                .setEndedAt("2023-11-14T22:13:21Z")
                                .setInput(ByteString.copyFromUtf8("{}"))
                                .setOutput(ByteString.copyFromUtf8(STATE))
                                .putMetadata("k", "v"))
                        .setTotalDurationMs(12)
                        .setTotalTokens(13)
                        .addErrors(ErrorRecord.newBuilder()
                                .setNode("search")
                                .setMessage("timed out")
                                .setErrorCode("TIMEOUT")
                                .setTimestamp("2023-11-14T22:13:20Z")
                                .setRecovered(true)
                                .setStackTrace("at a"))
                        .setCompleted(true)
                        .setStartedAt("2023-11-14T22:13:20Z")
                        .setEndedAt("2023-11-14T22:13:21Z")
                        .setFinalState(ByteString.copyFromUtf8(STATE))
                        .putMetadata("k", bytes("00ff")))
                .build();
    }

    private static DashStreamMessage withIds(String tenantId, String threadId) {
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_START,
                1,
                event -> event.getHeaderBuilder().setTenantId(tenantId).setThreadId(threadId));
    }

    private static DashStreamMessage withTimestamp(long micros) {
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_START,
                1,
                event -> event.getHeaderBuilder().setTimestampUs(micros));
    }

    private static DashStreamMessage withSchema(int version) {
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_START,
                1,
                event -> event.getHeaderBuilder().setSchemaVersion(version));
    }

    private static DashStreamMessage newerInside() {
        return TestMessages.batch(
                TestMessages.nodeStart("n", 1).getEvent(), withSchema(2).getEvent());
    }

    private static DashStreamMessage unknownField() {
        return TestMessages.event(
                EventType.EVENT_TYPE_NODE_START,
                1,
                event -> event.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("from the future"))
                                        .build())
                        .build()));
    }

    private static DashStreamMessage unknownEventType() {
        return TestMessages.event(EventType.EVENT_TYPE_NODE_START, 1, event -> event.setEventTypeValue(99));
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
