package io.dashstream.replay.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-01, RE-06: on brokers without topic ids, what can be seen of another topic gives it another name. */
class UnnamedTopicTest {

    private final UnnamedTopic topic = UnnamedTopic.ofThisProcess("telemetry");

    @Test
    @DisplayName("a log that only grows keeps its name, also when partitions are added")
    void aGrowingLogIsTheSame() {
        String name = topic.named(2);
        topic.endsAt(0, 10);
        topic.endsAt(1, 5);
        topic.endsAt(0, 10);
        topic.endsAt(1, 6);
        assertThat(topic.named(2)).isEqualTo(name);
        assertThat(topic.named(3)).isEqualTo(name);
    }

    @Test
    @DisplayName("a partition that ends earlier than it did is another topic's, and the new end is what counts then")
    void aShorterLogIsAnotherOne() {
        String first = topic.named(1);
        topic.endsAt(0, 10);
        topic.endsAt(0, 9);
        String second = topic.named(1);
        assertThat(second).isNotEqualTo(first);
        topic.endsAt(0, 9);
        assertThat(topic.named(1)).isEqualTo(second);
    }

    @Test
    @DisplayName("what comes back after it was away is another topic")
    void whatWasAwayIsAnotherOne() {
        String first = topic.named(1);
        topic.isAway();
        assertThat(topic.named(1)).isNotEqualTo(first);
    }

    @Test
    @DisplayName("a topic with fewer partitions is another one")
    void fewerPartitionsAreAnotherTopic() {
        String first = topic.named(2);
        assertThat(topic.named(1)).isNotEqualTo(first);
    }

    @Test
    @DisplayName("two processes never give the same name: neither knows what the other has seen")
    void processesDoNotAgree() {
        assertThat(UnnamedTopic.ofThisProcess("telemetry").named(1)).isNotEqualTo(topic.named(1));
    }

    @Test
    @DisplayName("a history that others find is refused, with what to do")
    void aSharedHistoryIsRefused() {
        assertThatThrownBy(() -> UnnamedTopic.refused("telemetry").named(1))
                .isInstanceOf(ReplayException.class)
                .hasMessageContainingAll("telemetry", "2.8", "Leave out that store");
    }
}
