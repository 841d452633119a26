package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.AttributeValues;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.v1.AttributeArray;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MetricValue;
import io.dashstream.core.wire.v1.Metrics;
import io.dashstream.core.wire.v1.TokenChunk;
import io.dashstream.core.wire.v1.TokenStats;
import io.dashstream.core.wire.v1.ToolExecution;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.Facts;
import java.util.List;
import java.util.Map;

/** Makes the wire form of every draft that carries no state, with the secrets taken out. */
final class WireMessages {

    private final Redactor redactor;
    private final TokenStreams tokens;

    WireMessages(Redactor redactor) {
        this.redactor = redactor;
        this.tokens = new TokenStreams(redactor);
    }

    static Header header(Envelope envelope, MessageKind kind) {
        return Header.newBuilder()
                .setMessageId(envelope.messageId())
                .setTimestampUs(envelope.timestampMicros())
                .setTenantId(envelope.thread().tenantId())
                .setThreadId(envelope.thread().threadId())
                .setSequence(envelope.sequence())
                .setType(kind.type())
                .setParentId(envelope.parentId())
                .setSchemaVersion(SchemaVersion.CURRENT)
                .build();
    }

    Event event(Draft.Happening draft) {
        Event.Builder event = Event.newBuilder()
                .setHeader(header(draft.envelope(), MessageKind.EVENT))
                .setEventType(draft.type())
                .setNodeId(redactor.redactText(draft.nodeId()))
                .setDurationUs(draft.durationMicros())
                .setLlmRequestId(redactor.redactText(draft.llmRequestId()));
        putAttributes(event, draft.facts());
        return event.build();
    }

    /** Attributes that are the producer's own have its own harmless names, and values that hold no names. */
    void putAttributes(Event.Builder event, Facts facts) {
        if (!facts.haveMore()) {
            facts.forEach((name, value) -> event.putAttributes(name, attribute(value)));
            return;
        }
        for (Map.Entry<String, JsonNode> entry : redacted(facts).properties()) {
            event.putAttributes(entry.getKey(), AttributeTrees.of(entry.getValue()));
        }
    }

    private ObjectNode redacted(Facts facts) {
        return (ObjectNode) redactor.redact(facts.toJson());
    }

    /** JSON of our own making without the secrets that an application put in. */
    String redactedJson(String json) {
        return StrictJson.writeText(redactor.redact(StrictJson.parse(json)));
    }

    DashStreamMessage token(Draft.Token draft) {
        TokenChunk.Builder chunk = TokenChunk.newBuilder()
                .setHeader(header(draft.envelope(), MessageKind.TOKEN_CHUNK))
                .setRequestId(redactor.redactText(draft.requestId()))
                .setModel(redactor.redactText(draft.model()))
                .setText(tokens.redact(draft))
                .setChunkIndex(draft.index());
        draft.end().ifPresent(end -> {
            chunk.setIsFinal(true).setFinishReason(finishReason(end.finishReason()));
            if (end.promptTokens().isPresent() || end.completionTokens().isPresent()) {
                int prompt = end.promptTokens().orElse(0);
                int completion = end.completionTokens().orElse(0);
                chunk.setStats(TokenStats.newBuilder()
                        .setPromptTokens(prompt)
                        .setCompletionTokens(completion)
                        .setTotalTokens(prompt + completion));
            }
        });
        return DashStreamMessage.newBuilder().setTokenChunk(chunk).build();
    }

    private static TokenChunk.FinishReason finishReason(String name) {
        return switch (name) {
            case "stop" -> TokenChunk.FinishReason.FINISH_REASON_STOP;
            case "length" -> TokenChunk.FinishReason.FINISH_REASON_LENGTH;
            case "content_filter" -> TokenChunk.FinishReason.FINISH_REASON_CONTENT_FILTER;
            case "tool_calls" -> TokenChunk.FinishReason.FINISH_REASON_TOOL_CALLS;
            case "error" -> TokenChunk.FinishReason.FINISH_REASON_ERROR;
            default -> TokenChunk.FinishReason.FINISH_REASON_NONE;
        };
    }

    DashStreamMessage tool(Draft.Tool draft) {
        ToolExecution.Builder tool = ToolExecution.newBuilder()
                .setHeader(header(draft.envelope(), MessageKind.TOOL_EXECUTION))
                .setCallId(redactor.redactText(draft.callId()))
                .setToolName(redactor.redactText(draft.tool()))
                .setStage(draft.stage())
                .setError(redactor.redactText(draft.error()))
                .setDurationUs(draft.durationMicros())
                .setRetryCount(draft.retries());
        draft.arguments().ifPresent(arguments -> tool.setArguments(json(arguments)));
        draft.result().ifPresent(result -> tool.setResult(json(result)));
        return DashStreamMessage.newBuilder().setToolExecution(tool).build();
    }

    private ByteString json(JsonNode tree) {
        return UnsafeByteOperations.unsafeWrap(StrictJson.write(redactor.redact(tree)));
    }

    DashStreamMessage metrics(Draft.Measurements draft) {
        Metrics.Builder metrics = Metrics.newBuilder()
                .setHeader(header(draft.envelope(), MessageKind.METRICS))
                .setScope(redactor.redactText(draft.scope()))
                .setScopeId(redactor.redactText(draft.scopeId()));
        for (Map.Entry<String, JsonNode> entry : redacted(draft.values()).properties()) {
            MetricValue.Builder value = MetricValue.newBuilder();
            if (entry.getValue().isIntegralNumber()) {
                value.setIntValue(entry.getValue().longValue());
            } else if (entry.getValue().isNumber()) {
                value.setFloatValue(entry.getValue().doubleValue());
            } else {
                value.setStringValue(entry.getValue().asText());
            }
            metrics.putMetrics(
                    entry.getKey(),
                    value.setType(MetricValue.MetricType.METRIC_TYPE_GAUGE).build());
        }
        return DashStreamMessage.newBuilder().setMetrics(metrics).build();
    }

    DashStreamMessage problem(Draft.Problem draft) {
        return DashStreamMessage.newBuilder()
                .setError(io.dashstream.core.wire.v1.Error.newBuilder()
                        .setHeader(header(draft.envelope(), MessageKind.ERROR))
                        .setErrorCode(redactor.redactText(draft.code()))
                        .setMessage(redactor.redactText(draft.message()))
                        .setSeverity(draft.severity())
                        .setExceptionType(redactor.redactText(draft.exceptionType()))
                        .setStackTrace(redactor.redactText(draft.stackTrace())))
                .build();
    }

    private AttributeValue attribute(Object value) {
        if (value instanceof String text) {
            return AttributeValues.of(redactor.redactText(text));
        }
        if (value instanceof List<?> elements) {
            AttributeArray.Builder array = AttributeArray.newBuilder();
            elements.forEach(element -> array.addValues(attribute(String.valueOf(element))));
            return AttributeValue.newBuilder().setArrayValue(array).build();
        }
        return AttributeValues.ofJava(value);
    }
}
