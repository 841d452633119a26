package io.dashstream.producer;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.ToolExecution.ExecutionStage;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.ErrorText;
import io.dashstream.producer.event.Facts;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A tool call that reports to the queue: as an event for time lines, as a tool execution with what went in and out. */
final class LiveTool extends LiveScope implements ToolScope {

    private record Payload(Optional<JsonNode> tree, long bytes) {
        static final Payload NONE = new Payload(Optional.empty(), 0);
    }

    private final String nodeId;
    private final String tool;
    private final String callId;
    private final Payload arguments;
    private final AtomicInteger retries = new AtomicInteger();
    private volatile Payload result = Payload.NONE;

    LiveTool(RunTelemetry telemetry, LiveScope parent, String nodeId, String tool, @Nullable Object arguments) {
        super(telemetry, Optional.of(parent));
        this.nodeId = nodeId;
        this.tool = tool;
        this.callId = MessageIds.toText(telemetry.newId());
        this.arguments = capture(arguments);
    }

    private Payload capture(@Nullable Object value) {
        CaptureResult.Captured captured = telemetry().captureOnce(value);
        return new Payload(Optional.of(captured.tree()), captured.newHeapBytes());
    }

    @Override
    void begin() {
        telemetry().event(id(), parentId(), EventType.EVENT_TYPE_TOOL_START, nodeId, facts());
        execution(ExecutionStage.EXECUTION_STAGE_STARTED, arguments, "", 0);
    }

    @Override
    void end(End end) {
        boolean well = end.outcome() == Outcome.OK;
        long micros = durationMicros();
        String error = end.error()
                .map(ErrorText::message)
                .orElse(well ? "" : end.outcome().name());
        execution(
                well ? ExecutionStage.EXECUTION_STAGE_COMPLETED : ExecutionStage.EXECUTION_STAGE_FAILED,
                result,
                error,
                micros);
        EventType type = well ? EventType.EVENT_TYPE_TOOL_END : EventType.EVENT_TYPE_TOOL_ERROR;
        Facts facts = Facts.of(
                "tool",
                tool,
                "call_id",
                callId,
                "outcome",
                end.outcome().name(),
                "duration_us",
                micros,
                "retries",
                retries.get(),
                "synthetic",
                end.synthetic() ? Boolean.TRUE : null,
                "error",
                well ? null : error,
                "error_type",
                end.error().map(ErrorText::type).orElse(null));
        telemetry().event(telemetry().nanoTime(), telemetry().newId(), id(), type, nodeId, facts, micros, "");
    }

    private Facts facts() {
        return Facts.of("tool", tool, "call_id", callId);
    }

    private void execution(ExecutionStage stage, Payload payload, String error, long micros) {
        boolean started = stage == ExecutionStage.EXECUTION_STAGE_STARTED;
        int tries = retries.get();
        telemetry()
                .offer(
                        telemetry().newId(),
                        id(),
                        envelope -> new Draft.Tool(
                                envelope,
                                callId,
                                tool,
                                stage,
                                started ? payload.tree() : Optional.empty(),
                                started ? Optional.empty() : payload.tree(),
                                error,
                                micros,
                                tries,
                                payload.bytes()));
    }

    @Override
    public String callId() {
        return callId;
    }

    @Override
    public void retry(Throwable failure) {
        telemetry().guarded(() -> {
            retries.incrementAndGet();
            execution(
                    ExecutionStage.EXECUTION_STAGE_RETRYING,
                    Payload.NONE,
                    ErrorText.of(failure).message(),
                    durationMicros());
        });
    }

    @Override
    public void complete(@Nullable Object value) {
        telemetry().guarded(() -> {
            result = capture(value);
            finish(End.of(Outcome.OK));
        });
    }
}
