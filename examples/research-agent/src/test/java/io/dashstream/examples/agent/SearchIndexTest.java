package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.examples.agent.SearchIndex.Hit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchIndexTest {

    private final SearchIndex index = new SearchIndex(List.of(
            new Passage("w#1", "law law court"),
            new Passage("w#2", "law senate house president army navy"),
            new Passage("w#3", "senate treaty"),
            new Passage("w#4", "law liberty")));

    @Test
    void whatSaysATermOftenerInFewerWordsComesFirst() {
        assertThat(ids("law")).containsExactly("w#1", "w#4", "w#2");
    }

    @Test
    void aRareTermWeighsMoreThanACommonOne() {
        assertThat(index.weight("treat")).isGreaterThan(index.weight("senate")).isGreaterThan(index.weight("law"));
        assertThat(ids("law", "treaty")).startsWith("w#3");
    }

    @Test
    void aTermThatNothingSaysFindsNothing() {
        assertThat(index.weight("emperor")).isZero();
        assertThat(ids("emperor")).isEmpty();
    }

    @Test
    void whatIsKnownIsNotFoundAgain() {
        assertThat(index.search(List.of("law"), Set.of("w#1"), 1))
                .extracting(hit -> hit.passage().id())
                .containsExactly("w#4");
    }

    @Test
    void aScoreIsThatOfTheFormula() {
        // idf = ln(1 + (4 - 1 + 0.5) / (1 + 0.5)); tf = 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3.25))
        assertThat(index.search(Words.terms("treaty"), Set.of(), 1))
                .singleElement()
                .extracting(Hit::score)
                .satisfies(score -> assertThat(score)
                        .isCloseTo(1.2039728 * 2.2 / 1.8538462, org.assertj.core.data.Offset.offset(1e-6)));
    }

    private List<String> ids(String... terms) {
        return index.search(Words.terms(String.join(" ", terms)), Set.of(), 10).stream()
                .map(hit -> hit.passage().id())
                .toList();
    }
}
