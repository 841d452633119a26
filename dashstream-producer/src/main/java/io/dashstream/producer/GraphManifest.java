package io.dashstream.producer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a graph looks like: its nodes and edges, so that a run can be drawn before it has gone anywhere. Immutable.
 *
 * <pre>{@code
 * GraphManifest.builder("research").node("plan", NodeType.LLM).node("search", NodeType.TOOL)
 *     .entryPoint("plan").edge("plan", "search").edge("search", GraphManifest.END).build()
 * }</pre>
 */
public final class GraphManifest {

    /** The name that edges to the end of a graph lead to. */
    public static final String END = "__end__";

    /** What a node does. */
    public enum NodeType {
        /** Changes the state. */
        TRANSFORM,
        /** Asks a model. */
        LLM,
        /** Calls a tool. */
        TOOL,
        /** Decides where to go on. */
        ROUTER,
        /** Brings branches together. */
        AGGREGATOR,
        /** Checks something. */
        VALIDATOR,
        /** Waits for a person. */
        HUMAN_IN_LOOP,
        /** Saves the state. */
        CHECKPOINT,
        /** Anything else. */
        CUSTOM;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Node(String name, NodeType type, String description) {}

    record Edge(String from, List<String> targets, Kind kind) {
        enum Kind {
            DIRECT,
            CONDITIONAL,
            PARALLEL
        }
    }

    private final String name;
    private final String version;
    private final String description;
    private final String entryPoint;
    private final List<Node> nodes;
    private final List<Edge> edges;

    private GraphManifest(Builder builder, String entryPoint) {
        this.name = builder.name;
        this.version = builder.version;
        this.description = builder.description;
        this.entryPoint = entryPoint;
        this.nodes = List.copyOf(builder.nodes.values());
        this.edges = List.copyOf(builder.edges);
    }

    /**
     * Begins a manifest.
     *
     * @param name the graph's name
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * The graph's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The first 8 bytes, in hex, of the SHA-256 over the graph's sorted nodes and edges: equal graphs have equal ids, in every
     * language.
     *
     * @return 16 hex digits
     */
    public String schemaId() {
        return SchemaId.of(this);
    }

    String version() {
        return version;
    }

    String description() {
        return description;
    }

    String entryPoint() {
        return entryPoint;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Edge> edges() {
        return edges;
    }

    /** Gathers nodes and edges. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private String version = "1";
        private String description = "";
        private Optional<String> entryPoint = Optional.empty();
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final List<Edge> edges = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * Sets the graph's version.
         *
         * @param newVersion default "1"
         * @return this builder
         */
        public Builder version(String newVersion) {
            version = newVersion;
            return this;
        }

        /**
         * Describes the graph for people.
         *
         * @param text default empty
         * @return this builder
         */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /**
         * Says where runs begin.
         *
         * @param nodeName default: the first node
         * @return this builder
         */
        public Builder entryPoint(String nodeName) {
            entryPoint = Optional.of(nodeName);
            return this;
        }

        /**
         * Adds a node.
         *
         * @param nodeName its name, not blank; a second node of the name replaces the first
         * @param type what it does
         * @return this builder
         */
        public Builder node(String nodeName, NodeType type) {
            return node(nodeName, type, "");
        }

        /**
         * Adds a node with a description.
         *
         * @param nodeName its name, not blank; a second node of the name replaces the first
         * @param type what it does
         * @param text for people
         * @return this builder
         */
        public Builder node(String nodeName, NodeType type, String text) {
            if (nodeName.isBlank()) {
                throw new ProducerException("a node of graph \"" + name + "\" has a blank name");
            }
            nodes.put(nodeName, new Node(nodeName, type, text));
            return this;
        }

        /**
         * Adds an edge that is always taken.
         *
         * @param from a node
         * @param to a node, or {@link #END}
         * @return this builder
         */
        public Builder edge(String from, String to) {
            edges.add(new Edge(from, List.of(to), Edge.Kind.DIRECT));
            return this;
        }

        /**
         * Adds an edge to one of several nodes.
         *
         * @param from a node
         * @param targets nodes, or {@link #END}
         * @return this builder
         */
        public Builder conditionalEdge(String from, List<String> targets) {
            edges.add(new Edge(from, List.copyOf(targets), Edge.Kind.CONDITIONAL));
            return this;
        }

        /**
         * Adds edges to several nodes that run side by side.
         *
         * @param from a node
         * @param targets nodes
         * @return this builder
         */
        public Builder parallelEdge(String from, List<String> targets) {
            edges.add(new Edge(from, List.copyOf(targets), Edge.Kind.PARALLEL));
            return this;
        }

        /**
         * Makes the manifest.
         *
         * @return an immutable manifest
         * @throws ProducerException if an edge or the entry point names a node that is not there
         */
        public GraphManifest build() {
            String entry = entryPoint.orElseGet(
                    () -> nodes.keySet().stream().findFirst().orElse(""));
            if (!entry.isEmpty()) {
                requireNode("the entry point", entry);
            }
            for (Edge edge : edges) {
                requireNode("an edge", edge.from());
                edge.targets().stream()
                        .filter(target -> !target.equals(END))
                        .forEach(target -> requireNode("an edge from \"" + edge.from() + "\"", target));
            }
            return new GraphManifest(this, entry);
        }

        private void requireNode(String who, String node) {
            if (!nodes.containsKey(node)) {
                throw new ProducerException(who + " of graph \"" + name + "\" names node \"" + node
                        + "\", which is not there; nodes are " + nodes.keySet());
            }
        }
    }
}
