package io.dashstream.examples.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Picks sentences: one after the other, always the one that says most of what the sentences before have not said yet. */
final class Summariser {

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.?!])\\s+");

    private final SearchIndex index;
    private final int sentences;

    Summariser(SearchIndex index, int sentences) {
        this.index = index;
        this.sentences = sentences;
    }

    List<Quote> summarise(List<Passage> passages, List<String> terms) {
        List<Quote> candidates = new ArrayList<>(
                passages.stream().flatMap(p -> sentencesOf(p).stream()).toList());
        Set<String> wanted = new HashSet<>(terms);
        List<Quote> chosen = new ArrayList<>();
        while (chosen.size() < sentences && !candidates.isEmpty()) {
            Quote best = candidates.stream()
                    .max(Comparator.comparingDouble(quote -> value(quote, wanted)))
                    .orElseThrow();
            if (value(best, wanted) == 0) {
                break;
            }
            chosen.add(best);
            candidates.remove(best);
            wanted.removeAll(Words.terms(best.text()));
        }
        return List.copyOf(chosen);
    }

    private double value(Quote quote, Collection<String> wanted) {
        return Words.terms(quote.text()).stream()
                .distinct()
                .filter(wanted::contains)
                .mapToDouble(index::weight)
                .sum();
    }

    private static List<Quote> sentencesOf(Passage passage) {
        return SENTENCE_END
                .splitAsStream(passage.text())
                .map(sentence -> new Quote(passage.id(), sentence))
                .toList();
    }
}
