package io.dashstream.examples.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the agent knows. Immutable; each node of the graph returns how it wants it changed.
 *
 * @param question  what was asked
 * @param plan      the terms to cover, the most telling first
 * @param query     what is searched for in this round
 * @param round     how often was searched
 * @param passages  what was found, in all rounds
 * @param quotes    the summary
 * @param missing   terms of the plan that no passage has a word about
 * @param coverage  how much of the plan the passages cover, 0 to 100
 * @param citations the works that were quoted and where they appeared
 * @param answer    the answer; empty until there is one
 */
public record ResearchState(
        String question,
        List<String> plan,
        List<String> query,
        int round,
        List<Passage> passages,
        List<Quote> quotes,
        List<String> missing,
        int coverage,
        Map<String, String> citations,
        String answer) {

    /**
     * The state before the first step.
     *
     * @param question what is asked
     * @return a state with nothing else in it
     */
    public static ResearchState of(String question) {
        return new ResearchState(question, List.of(), List.of(), 0, List.of(), List.of(), List.of(), 0, Map.of(), "");
    }

    ResearchState withPlan(List<String> newPlan) {
        return new ResearchState(
                question, newPlan, query, round, passages, quotes, missing, coverage, citations, answer);
    }

    ResearchState withFound(List<String> newQuery, List<Passage> found) {
        List<Passage> all = new ArrayList<>(passages);
        all.addAll(found);
        return new ResearchState(
                question, plan, newQuery, round + 1, List.copyOf(all), quotes, missing, coverage, citations, answer);
    }

    ResearchState withQuotes(List<Quote> newQuotes) {
        return new ResearchState(
                question, plan, query, round, passages, newQuotes, missing, coverage, citations, answer);
    }

    ResearchState withMissing(List<String> newMissing) {
        return new ResearchState(
                question, plan, query, round, passages, quotes, newMissing, coverage, citations, answer);
    }

    ResearchState withCoverage(int newCoverage) {
        return new ResearchState(
                question, plan, query, round, passages, quotes, missing, newCoverage, citations, answer);
    }

    ResearchState withAnswer(Map<String, String> newCitations, String newAnswer) {
        return new ResearchState(
                question,
                plan,
                query,
                round,
                passages,
                quotes,
                missing,
                coverage,
                new TreeMap<>(newCitations),
                newAnswer);
    }
}
