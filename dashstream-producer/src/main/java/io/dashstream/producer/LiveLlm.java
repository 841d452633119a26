package io.dashstream.producer;

import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.ErrorText;
import io.dashstream.producer.event.Facts;
import java.util.Optional;
import java.util.OptionalInt;

/** A model call that reports to the queue. */
final class LiveLlm extends LiveScope implements LlmScope {

    private record Usage(OptionalInt prompt, OptionalInt completion) {
        static final Usage UNKNOWN = new Usage(OptionalInt.empty(), OptionalInt.empty());
    }

    private final String nodeId;
    private final String model;
    private final String requestId;
    private volatile Usage usage = Usage.UNKNOWN;

    /** Under the line's lock, so that numbers of pieces come in order. */
    private int pieces;

    LiveLlm(RunTelemetry telemetry, LiveScope parent, String nodeId, String model) {
        super(telemetry, Optional.of(parent));
        this.nodeId = nodeId;
        this.model = model;
        this.requestId = MessageIds.toText(telemetry.newId());
    }

    @Override
    void begin() {
        telemetry()
                .event(
                        begunAt(),
                        id(),
                        parentId(),
                        EventType.EVENT_TYPE_LLM_START,
                        nodeId,
                        Facts.of("model", model),
                        0,
                        requestId);
    }

    @Override
    void end(End end) {
        Usage known = usage;
        if (pieces > 0) {
            String reason = end.outcome() == Outcome.OK ? "stop" : "error";
            piece("", Optional.of(new Draft.TokenEnd(reason, known.prompt(), known.completion())));
        }
        long micros = durationMicros();
        EventType type = end.outcome() == Outcome.ERROR ? EventType.EVENT_TYPE_LLM_ERROR : EventType.EVENT_TYPE_LLM_END;
        Facts facts = Facts.of(
                "model",
                model,
                "outcome",
                end.outcome().name(),
                "duration_us",
                micros,
                "prompt_tokens",
                known.prompt().isPresent() ? known.prompt().getAsInt() : null,
                "completion_tokens",
                known.completion().isPresent() ? known.completion().getAsInt() : null,
                "synthetic",
                end.synthetic() ? Boolean.TRUE : null,
                "error",
                end.error().map(ErrorText::message).orElse(null),
                "error_type",
                end.error().map(ErrorText::type).orElse(null));
        telemetry().event(telemetry().nanoTime(), telemetry().newId(), id(), type, nodeId, facts, micros, requestId);
    }

    private void piece(String text, Optional<Draft.TokenEnd> end) {
        telemetry()
                .offer(
                        telemetry().newId(),
                        id(),
                        envelope -> new Draft.Token(envelope, requestId, model, text, pieces++, end));
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public void token(CharSequence text) {
        telemetry().guarded(() -> piece(text.toString(), Optional.empty()));
    }

    @Override
    public void retry(Throwable failure) {
        telemetry().guarded(() -> {
            ErrorText error = ErrorText.of(failure);
            telemetry()
                    .event(
                            telemetry().nanoTime(),
                            telemetry().newId(),
                            id(),
                            EventType.EVENT_TYPE_LLM_RETRY,
                            nodeId,
                            Facts.of("model", model, "error", error.message(), "error_type", error.type()),
                            0,
                            requestId);
        });
    }

    @Override
    public void complete(int promptTokens, int completionTokens) {
        usage = new Usage(OptionalInt.of(promptTokens), OptionalInt.of(completionTokens));
        complete();
    }
}
