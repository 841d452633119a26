package io.dashstream.examples.agent;

import io.dashstream.examples.agent.SearchIndex.Hit;
import io.dashstream.producer.NodeScope;
import io.dashstream.producer.ToolScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Searches for what is missing most, in passages that are not known yet. */
final class SearchNode implements Node {

    private static final int TERMS_PER_ROUND = 3;
    private static final int HITS_PER_ROUND = 3;

    private final SearchIndex index;

    SearchNode(SearchIndex index) {
        this.index = index;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        List<String> query = state.missing().stream().limit(TERMS_PER_ROUND).toList();
        Set<String> known = state.passages().stream().map(Passage::id).collect(Collectors.toSet());
        List<Passage> found = search(query, known, scope);
        return newest -> newest.withFound(query, found);
    }

    private List<Passage> search(List<String> query, Set<String> known, NodeScope scope) {
        try (ToolScope call = scope.tool("search_corpus", Map.of("terms", query, "limit", HITS_PER_ROUND))) {
            List<Hit> hits = index.search(query, known, HITS_PER_ROUND);
            call.complete(
                    hits.stream().collect(Collectors.toMap(hit -> hit.passage().id(), Hit::score)));
            return hits.stream().map(Hit::passage).toList();
        }
    }
}
