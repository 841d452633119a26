package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummariserTest {

    private static final Passage COURTS = new Passage("w#1", "Courts judge. Courts judge by law. Courts are old.");
    private static final Passage SENATE = new Passage("w#2", "The senate makes treaties. The house has a speaker.");

    private final Summariser summariser = new Summariser(new SearchIndex(List.of(COURTS, SENATE)), 3);

    @Test
    void theSentenceThatSaysMostComesFirstAndNothingIsSaidTwice() {
        List<Quote> quotes = summariser.summarise(List.of(COURTS, SENATE), Words.terms("court judge law senate"));

        assertThat(quotes)
                .containsExactly(
                        new Quote("w#1", "Courts judge by law."), new Quote("w#2", "The senate makes treaties."));
    }

    @Test
    void whatNobodyAskedForIsNotQuoted() {
        assertThat(summariser.summarise(List.of(COURTS, SENATE), List.of("emperor")))
                .isEmpty();
    }

    @Test
    void thereIsAnEndToQuoting() {
        assertThat(new Summariser(new SearchIndex(List.of(COURTS, SENATE)), 1)
                        .summarise(List.of(COURTS, SENATE), Words.terms("court senate")))
                .hasSize(1);
    }
}
