package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GraphManifestTest {

    @Test
    void theSchemaIdIsTheOneOfTheWireFormat() {
        GraphManifest manifest = GraphManifest.builder("vector")
                .node("node_a", GraphManifest.NodeType.LLM)
                .node("node_b", GraphManifest.NodeType.LLM)
                .edge("node_a", "node_b")
                .edge("node_b", GraphManifest.END)
                .build();

        assertThat(manifest.schemaId()).isEqualTo("c2b3793092ae5553");
    }

    @Test
    void theSchemaIdDependsOnTheShapeAndNotOnTheOrderInWhichItWasSaid() {
        GraphManifest.Builder one = GraphManifest.builder("a")
                .node("x", GraphManifest.NodeType.LLM)
                .node("y", GraphManifest.NodeType.LLM)
                .edge("x", "y")
                .edge("y", GraphManifest.END);
        GraphManifest.Builder other = GraphManifest.builder("b")
                .node("x", GraphManifest.NodeType.LLM)
                .node("y", GraphManifest.NodeType.LLM)
                .edge("y", GraphManifest.END)
                .edge("x", "y");

        assertThat(one.build().schemaId()).isEqualTo(other.build().schemaId());
        assertThat(one.edge("y", "x").build().schemaId())
                .isNotEqualTo(other.build().schemaId());
    }
}
