package io.dashstream.examples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void whatFitsStays() {
        assertThat(Text.cut("abcde", 5)).isEqualTo("abcde");
    }

    @Test
    void whatDoesNotFitIsCutVisibly() {
        assertThat(Text.cut("abcdef", 5)).isEqualTo("ab...");
    }

    @Test
    void columnsAreAsWideAsTheyShould() {
        assertThat(Text.left("ab", 4)).isEqualTo("ab  ");
        assertThat(Text.right("ab", 4)).isEqualTo("  ab");
        assertThat(Text.left("abcdef", 4)).isEqualTo("a...");
        assertThat(Text.right("abcdef", 4)).isEqualTo("a...");
    }

    @Test
    void textIsBrokenBetweenWordsAndLosesNone() {
        String text = "word ".repeat(60).strip();

        assertThat(Text.wrap(text, "  > "))
                .hasSize(4)
                .allMatch(line -> line.length() <= 100 && line.startsWith("  > word"));
        assertThat(String.join(" ", Text.wrap(text, "")).split(" ")).hasSize(60);
    }

    @Test
    void numbersHaveSeparators() {
        assertThat(Text.number(1_234_567)).isEqualTo("1,234,567");
    }
}
