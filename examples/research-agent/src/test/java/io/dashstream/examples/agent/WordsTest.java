package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "judges, judge",
        "laws, law",
        "factions, faction",
        "majorities, majority",
        "protection, protected",
        "departments, department"
    })
    void formsOfAWordAreOneTerm(String one, String other) {
        assertThat(Words.terms(one)).isEqualTo(Words.terms(other)).hasSize(1);
    }

    @Test
    void caseSignsAndStopWordsDoNotCount() {
        assertThat(Words.terms("The LAW, and the Court!")).containsExactly("law", "court");
    }
}
