package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ME-12: what an index counts, over all its beginnings. */
class IndexCountsTest {

    private static final IndexCounts THREE =
            IndexCounts.NOTHING.unreadable().unreadable().unreadable().caughtUp();

    @Test
    void whatIsFoundAgainIsNotCountedAgain() {
        IndexCounts again = THREE.again();
        assertThat(again.total().unreadable()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            again = again.unreadable();
            assertThat(again.total().unreadable()).isEqualTo(3);
        }
        assertThat(again.unreadable().total().unreadable()).isEqualTo(4);
    }

    @Test
    @DisplayName("what is new counts also if retention has taken what was found before")
    void whatIsNewCountsAfterRetention() {
        IndexCounts caughtUp = THREE.again().unreadable().caughtUp();
        assertThat(caughtUp.total().unreadable()).isEqualTo(3);
        assertThat(caughtUp.unreadable().total().unreadable()).isEqualTo(4);
        assertThat(caughtUp.again().total().unreadable()).isEqualTo(3);
    }

    @Test
    @DisplayName("a reading that breaks off early, and again, takes nothing back")
    void brokenOffTwice() {
        IndexCounts twice = THREE.again().unreadable().again();
        assertThat(twice.total().unreadable()).isEqualTo(3);
        assertThat(twice.unreadable()
                        .unreadable()
                        .unreadable()
                        .unreadable()
                        .total()
                        .unreadable())
                .isEqualTo(4);
    }

    @Test
    @DisplayName("another log is counted from its beginning, on top of what was")
    void anotherLog() {
        IndexCounts other = THREE.again().unreadable().newLog().gap(7);
        assertThat(other.total()).isEqualTo(new IndexCounts.Figures(1, 7, 3, 0, 0));
        assertThat(other.unreadable().total().unreadable()).isEqualTo(4);
    }
}
