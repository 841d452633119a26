package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {

    private final Corpus corpus = Corpus.bundled();

    @ParameterizedTest
    @ValueSource(strings = {"constitution", "federalist-10", "federalist-51", "federalist-70", "federalist-78"})
    void everyWorkSaysWhatItIsAndWhereItIsFrom(String name) {
        assertThat(corpus.work(name).facts()).containsOnlyKeys("title", "author", "published", "source");
        assertThat(corpus.work(name).passages()).hasSizeGreaterThan(5);
    }

    @Test
    void passagesHaveIdsOfTheirOwn() {
        assertThat(corpus.passages())
                .hasSizeGreaterThan(50)
                .extracting(Passage::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void aPassageIsFoundUnderItsNumber() {
        assertThat(corpus.work("federalist-51").passages())
                .filteredOn(passage -> passage.id().equals("federalist-51#4"))
                .singleElement()
                .satisfies(passage -> {
                    assertThat(passage.text()).contains("Ambition must be made to counteract ambition.");
                    assertThat(passage.work()).isEqualTo("federalist-51");
                });
    }

    @Test
    void aWorkBeginsWithItsFactsAndHasOnePassagePerLine() {
        Work work = Work.parse("w", List.of("title: T", "author: A", "published: P", "", "One.", "", "Two.", ""));

        assertThat(work.passages()).containsExactly(new Passage("w#1", "One."), new Passage("w#2", "Two."));
        assertThat(work.citation()).isEqualTo("A, T, P");
    }
}
