package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CriticTest {

    private static final Passage COURTS = new Passage("w#1", "law court");
    private static final Passage SENATE = new Passage("w#2", "law senate");

    private final Critic critic = new Critic(new SearchIndex(List.of(COURTS, SENATE)));

    @Test
    void whatNoPassageSaysIsMissing() {
        assertThat(critic.missing(List.of("law", "court", "senate"), List.of(COURTS)))
                .containsExactly("senate");
    }

    @Test
    void aRareTermThatIsMissingWeighsMore() {
        List<String> plan = List.of("law", "senate");

        assertThat(critic.coverage(plan, List.of("senate"))).isBetween(1, 49);
        assertThat(critic.coverage(plan, List.of("law"))).isBetween(51, 99);
        assertThat(critic.coverage(plan, List.of())).isEqualTo(100);
    }

    @Test
    void aPlanThatNothingIsKnownAboutIsNotCovered() {
        assertThat(critic.coverage(List.of("emperor"), List.of())).isZero();
    }
}
