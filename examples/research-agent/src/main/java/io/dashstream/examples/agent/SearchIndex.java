package io.dashstream.examples.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the passages that fit a query best, by Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with the usual
 * constants. Immutable.
 */
public final class SearchIndex {

    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final List<Entry> entries;
    private final Map<String, Long> passagesWith;
    private final double averageLength;

    /**
     * Indexes passages.
     *
     * @param passages what is to be found
     */
    public SearchIndex(Collection<Passage> passages) {
        entries = passages.stream().map(Entry::of).toList();
        passagesWith = entries.stream()
                .flatMap(entry -> entry.counts.keySet().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        averageLength = entries.stream().mapToInt(Entry::length).average().orElse(1);
    }

    /**
     * Searches.
     *
     * @param terms   stems, as in {@link ResearchState#plan()}
     * @param exclude ids of passages that are known already
     * @param limit   the greatest number of hits
     * @return hits with a score above 0, the best first
     */
    public List<Hit> search(Collection<String> terms, Set<String> exclude, int limit) {
        List<Hit> hits = new ArrayList<>();
        for (Entry entry : entries) {
            double score = score(entry, terms);
            if (score > 0 && !exclude.contains(entry.passage.id())) {
                hits.add(new Hit(entry.passage, score));
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        return List.copyOf(hits.subList(0, Math.min(limit, hits.size())));
    }

    /** How much a term tells: high for a rare one, 0 for one that no passage has. */
    double weight(String term) {
        long with = passagesWith.getOrDefault(term, 0L);
        return with == 0 ? 0 : Math.log(1 + (entries.size() - with + 0.5) / (with + 0.5));
    }

    private double score(Entry entry, Collection<String> terms) {
        double sum = 0;
        for (String term : terms) {
            long count = entry.counts.getOrDefault(term, 0L);
            double lengths = K1 * (1 - B + B * entry.length / averageLength);
            sum += weight(term) * count * (K1 + 1) / (count + lengths);
        }
        return sum;
    }

    /**
     * A passage that was found.
     *
     * @param passage the passage
     * @param score   how well it fits
     */
    public record Hit(Passage passage, double score) {}

    private record Entry(Passage passage, Map<String, Long> counts, int length) {
        static Entry of(Passage passage) {
            List<String> terms = Words.terms(passage.text());
            Map<String, Long> counts = new HashMap<>();
            terms.forEach(term -> counts.merge(term, 1L, Long::sum));
            return new Entry(passage, counts, terms.size());
        }
    }
}
