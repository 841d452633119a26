package io.dashstream.producer.capture;

import java.util.regex.Pattern;

/** Keys that graph runtimes put into the state for themselves, and that would look like a change at every step. */
final class RuntimeKeys {

    /** LangGraph4j keeps a running subgraph's generator under such a key. */
    private static final Pattern RUNNING_SUBGRAPH =
            Pattern.compile("subgraph_.*_\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", Pattern.DOTALL);

    private RuntimeKeys() {}

    static boolean contains(String key) {
        return key.startsWith("__")
                || key.equals("_graph_execution_id_")
                || (key.startsWith("subgraph_") && RUNNING_SUBGRAPH.matcher(key).matches());
    }
}
