package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a cursor that is ahead may be called wrong (B3 rows 9 and 10). */
class HoldTest {

    private static final Set<Integer> BOTH = Set.of(0, 1);

    private final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    private final long[] heard = {7, 7};
    private final Hold hold = new Hold(scheduler, Duration.ofSeconds(2), partition -> heard[partition]);

    @Test
    @DisplayName("what was heard after the caller had looked is looked at once more")
    void theLastLookComesAfterTheLastAnswer() {
        hold.isOver(BOTH);
        heard[0] += 2;
        heard[1] += 2;
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(hold.isOver(BOTH)).isFalse();
        assertThat(hold.isOver(BOTH)).isTrue();
    }

    @Test
    @DisplayName("one partition whose end is not heard of is enough to wait, and that is no busy waiting")
    void everyDoubtfulPartitionCounts() {
        hold.isOver(BOTH);
        heard[0] += 2;
        heard[1] += 1;
        scheduler.pass(Duration.ofHours(1));
        hold.isOver(BOTH);
        assertThat(hold.isOver(BOTH)).isFalse();
        assertThat(hold.left()).isEqualTo(Duration.ofSeconds(1));
        hold.isOver(Set.of(0));
        assertThat(hold.isOver(Set.of(0))).isTrue();
    }

    @Test
    void anotherSearchHasTheWholeTimeAgain() {
        hold.isOver(BOTH);
        heard[0] += 2;
        heard[1] += 2;
        scheduler.pass(Duration.ofSeconds(2));
        hold.isOver(BOTH);
        hold.end();
        hold.isOver(BOTH);
        assertThat(hold.isOver(BOTH)).isFalse();
        assertThat(hold.left()).isEqualTo(Duration.ofSeconds(2));
    }
}
