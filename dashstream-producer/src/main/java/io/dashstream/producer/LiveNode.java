package io.dashstream.producer;

import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Facts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that reports to the queue. */
final class LiveNode extends LiveScope implements NodeScope {

    private final String nodeId;
    private final Optional<NodeConfig> config;

    LiveNode(RunTelemetry telemetry, LiveScope parent, String nodeId, Optional<NodeConfig> config) {
        super(telemetry, Optional.of(parent));
        this.nodeId = nodeId;
        this.config = config;
    }

    @Override
    void begin() {
        Facts facts = config.map(known -> Facts.of(
                        "config_version", known.version(),
                        "config_hash", known.hash(),
                        "config_updated_by", known.updatedBy()))
                .orElse(Facts.NONE);
        telemetry().event(begunAt(), id(), parentId(), EventType.EVENT_TYPE_NODE_START, nodeId, facts, 0, "");
    }

    @Override
    void end(End end) {
        EventType type =
                end.outcome() == Outcome.ERROR ? EventType.EVENT_TYPE_NODE_ERROR : EventType.EVENT_TYPE_NODE_END;
        long now = telemetry().nanoTime();
        long micros = durationMicros(now);
        telemetry().event(now, telemetry().newId(), id(), type, nodeId, end.facts(micros), micros, "");
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public NodeScope node(String childId) {
        LiveNode child = new LiveNode(telemetry(), this, childId, Optional.empty());
        child.open();
        return child;
    }

    @Override
    public ToolScope tool(String tool, @Nullable Object arguments) {
        LiveTool call = new LiveTool(telemetry(), this, nodeId, tool, arguments);
        call.open();
        return call;
    }

    @Override
    public LlmScope llm(String model) {
        LiveLlm call = new LiveLlm(telemetry(), this, nodeId, model);
        call.open();
        return call;
    }

    @Override
    public void progress(String message, double percent) {
        happened(EventType.EVENT_TYPE_NODE_PROGRESS, Facts.of("message", message, "percent", percent));
    }

    @Override
    public void thinking(String thought, String step) {
        happened(EventType.EVENT_TYPE_NODE_THINKING, Facts.of("thought", thought, "step", step));
    }

    @Override
    public void substep(String name, String status) {
        happened(EventType.EVENT_TYPE_NODE_SUBSTEP, Facts.of("substep_name", name, "status", status));
    }

    @Override
    public void warning(String message) {
        happened(EventType.EVENT_TYPE_NODE_WARNING, Facts.of("message", message));
    }

    @Override
    public void state(@Nullable Object state) {
        telemetry().guarded(() -> telemetry().state(id(), state, false));
    }

    private void happened(EventType type, Facts facts) {
        telemetry().guarded(() -> telemetry().event(telemetry().newId(), id(), type, nodeId, facts));
    }
}
