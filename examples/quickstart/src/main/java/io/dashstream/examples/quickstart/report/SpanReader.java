package io.dashstream.examples.quickstart.report;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.ToolExecution;
import io.dashstream.examples.quickstart.report.Span.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads from a run's messages what lasted how long. */
final class SpanReader {

    private final List<Draft> nodes = new ArrayList<>();
    private final Map<ByteString, Draft> byMessage = new HashMap<>();
    private final Map<String, Draft> openNodes = new HashMap<>();
    private final Map<String, Draft> tools = new HashMap<>();
    private final Map<String, Draft> modelCalls = new HashMap<>();
    private final Set<String> branches = new HashSet<>();

    private SpanReader() {}

    /** In the order they began, each tool call below its node. */
    static List<Span> read(List<MessageObserved> messages) {
        SpanReader reader = new SpanReader();
        messages.forEach(message -> reader.take(message.message()));
        return reader.nodes.stream()
                .flatMap(node -> node.withChildren().stream())
                .toList();
    }

    private void take(DashStreamMessage message) {
        switch (message.getMessageCase()) {
            case EVENT -> event(message.getEvent());
            case TOOL_EXECUTION -> tool(message.getToolExecution());
            case TOKEN_CHUNK -> {
                Draft node = modelCalls.get(message.getTokenChunk().getRequestId());
                if (node != null && !message.getTokenChunk().getIsFinal()) {
                    node.tokens++;
                }
            }
            default -> {
                return;
            }
        }
    }

    private void event(Event event) {
        switch (event.getEventType()) {
            case EVENT_TYPE_PARALLEL_START ->
                branches.addAll(Arrays.asList(event.getNodeId().split(",", -1)));
            case EVENT_TYPE_PARALLEL_END -> branches.clear();
            case EVENT_TYPE_NODE_START -> {
                Kind kind = branches.contains(event.getNodeId()) ? Kind.BRANCH : Kind.NODE;
                Draft node = new Draft(event.getNodeId(), kind, event.getHeader());
                nodes.add(node);
                openNodes.put(event.getNodeId(), node);
                byMessage.put(event.getHeader().getMessageId(), node);
            }
            case EVENT_TYPE_NODE_END, EVENT_TYPE_NODE_ERROR -> {
                Draft node = openNodes.remove(event.getNodeId());
                if (node != null) {
                    node.end = event.getHeader().getTimestampUs();
                }
            }
            case EVENT_TYPE_LLM_START -> {
                Draft node = openNodes.get(event.getNodeId());
                if (node != null) {
                    modelCalls.put(event.getLlmRequestId(), node);
                }
            }
            case EVENT_TYPE_TOOL_START -> {
                Draft node = byMessage.get(event.getHeader().getParentId());
                if (node != null) {
                    byMessage.put(event.getHeader().getMessageId(), node);
                }
            }
            default -> {
                return;
            }
        }
    }

    private void tool(ToolExecution execution) {
        Header header = execution.getHeader();
        switch (execution.getStage()) {
            case EXECUTION_STAGE_STARTED -> {
                Draft node = byMessage.get(header.getParentId());
                Draft call = new Draft(execution.getToolName(), Kind.TOOL, header);
                tools.put(execution.getCallId(), call);
                if (node != null) {
                    node.children.add(call);
                }
            }
            case EXECUTION_STAGE_RETRYING -> {
                Draft call = tools.get(execution.getCallId());
                if (call != null) {
                    call.failures.add(header.getTimestampUs());
                }
            }
            case EXECUTION_STAGE_COMPLETED, EXECUTION_STAGE_FAILED -> {
                Draft call = tools.get(execution.getCallId());
                if (call != null) {
                    call.end = header.getTimestampUs();
                }
            }
            default -> {
                return;
            }
        }
    }

    /** A span in the making. */
    private static final class Draft {
        private final String name;
        private final Kind kind;
        private final long start;
        private final List<Draft> children = new ArrayList<>();
        private final List<Long> failures = new ArrayList<>();
        private long end;
        private int tokens;

        Draft(String name, Kind kind, Header begin) {
            this.name = name;
            this.kind = kind;
            this.start = begin.getTimestampUs();
            this.end = start;
        }

        List<Span> withChildren() {
            List<Span> spans = new ArrayList<>();
            spans.add(new Span(name, kind, start, end, List.copyOf(failures), tokens));
            children.forEach(child -> spans.addAll(child.withChildren()));
            return spans;
        }
    }
}
