package io.dashstream.producer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.StrictJson;
import java.util.Locale;

/** A manifest in the two JSON shapes that clients draw from. Arrays are always there, empty or not. */
final class ManifestJson {

    private ManifestJson() {}

    static String manifest(GraphManifest graph) {
        ObjectNode json = head(graph);
        ArrayNode nodes = json.putArray("nodes");
        graph.nodes()
                .forEach(node -> nodes.addObject()
                        .put("name", node.name())
                        .put("node_type", node.type().label())
                        .put("description", node.description()));
        ArrayNode edges = json.putArray("edges");
        for (GraphManifest.Edge edge : graph.edges()) {
            for (String target : edge.targets()) {
                edges.addObject().put("from", edge.from()).put("to", target).put("edge_type", label(edge));
            }
        }
        return StrictJson.writeText(json);
    }

    static String schema(GraphManifest graph) {
        ObjectNode json = head(graph);
        json.putObject("metadata");
        ArrayNode nodes = json.putArray("nodes");
        for (GraphManifest.Node node : graph.nodes()) {
            ObjectNode entry = nodes.addObject()
                    .put("name", node.name())
                    .put("description", node.description())
                    .put("node_type", node.type().label());
            entry.putArray("input_fields");
            entry.putArray("output_fields");
            entry.putObject("attributes");
        }
        ArrayNode edges = json.putArray("edges");
        graph.edges().forEach(edge -> addEdges(edges, edge));
        return StrictJson.writeText(json);
    }

    private static void addEdges(ArrayNode edges, GraphManifest.Edge edge) {
        if (edge.kind() == GraphManifest.Edge.Kind.CONDITIONAL) {
            ArrayNode targets = edges.addObject()
                    .put("from", edge.from())
                    .put("to", edge.targets().isEmpty() ? "" : edge.targets().get(0))
                    .put("edge_type", label(edge))
                    .putArray("conditional_targets");
            edge.targets().forEach(targets::add);
            return;
        }
        for (String target : edge.targets()) {
            edges.addObject().put("from", edge.from()).put("to", target).put("edge_type", label(edge));
        }
    }

    private static ObjectNode head(GraphManifest graph) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", graph.name())
                .put("version", graph.version())
                .put("description", graph.description())
                .put("entry_point", graph.entryPoint());
    }

    private static String label(GraphManifest.Edge edge) {
        return edge.kind().name().toLowerCase(Locale.ROOT);
    }
}
