package io.dashstream.producer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.producer.capture.CaptureResult;
import io.dashstream.producer.event.Facts;
import java.util.Optional;

/** The attributes of a GRAPH_START that always fit. */
final class StartFacts {

    private StartFacts() {}

    static Facts of(String runId, RunSpec spec, Optional<CaptureResult.Captured> attributes) {
        Facts facts = spec.manifest()
                .map(graph -> Facts.of(
                        "run_id", runId,
                        "resumed_from", spec.resumedFrom().orElse(null),
                        "schema_id", graph.schemaId(),
                        "graph_name", graph.name(),
                        "graph_entry_point", graph.entryPoint(),
                        "graph_node_count", graph.nodes().size(),
                        "graph_edge_count",
                                graph.edges().stream()
                                        .mapToInt(edge -> edge.targets().size())
                                        .sum()))
                .orElseGet(() -> Facts.of(
                        "run_id", runId, "resumed_from", spec.resumedFrom().orElse(null)));
        return attributes
                .map(captured -> captured.tree() instanceof ObjectNode object
                        ? facts.and(object, captured.newHeapBytes())
                        : facts)
                .orElse(facts);
    }
}
