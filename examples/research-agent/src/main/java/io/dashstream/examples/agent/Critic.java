package io.dashstream.examples.agent;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what of the question the passages have no word about, and how much that weighs. */
final class Critic {

    private final SearchIndex index;

    Critic(SearchIndex index) {
        this.index = index;
    }

    List<String> missing(List<String> terms, List<Passage> passages) {
        Set<String> said = new HashSet<>();
        passages.forEach(passage -> said.addAll(Words.terms(passage.text())));
        return terms.stream().filter(term -> !said.contains(term)).toList();
    }

    /** The share of the question's weight that is not missing, in hundredths: 0 to 100. */
    int coverage(List<String> terms, List<String> missing) {
        double all = terms.stream().mapToDouble(index::weight).sum();
        double none = missing.stream().mapToDouble(index::weight).sum();
        return all == 0 ? 0 : (int) Math.round(100 * (all - none) / all);
    }
}
