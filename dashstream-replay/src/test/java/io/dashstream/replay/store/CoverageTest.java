package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.Coverage.Stretch;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final Gap FIRST = new Gap(3, 100, 120, GapReason.INGEST_GAP);
    private static final Gap SECOND = new Gap(3, 120, 130, GapReason.BUFFER_TRIM);
    private static final Coverage COVERED = new Coverage(3, 50, 200, List.of(FIRST, SECOND));

    @Test
    @DisplayName("RE-04: below the floor, in a lost range, at each edge, at the end and ahead")
    void tellsGapsExactly() {
        Gap gone = new Gap(3, 49, 50, GapReason.RETENTION);
        assertThat(COVERED.at(49)).isEqualTo(new Stretch(List.of(gone), 50, 100));
        assertThat(COVERED.at(50)).isEqualTo(new Stretch(List.of(), 50, 100));
        assertThat(COVERED.at(99)).isEqualTo(new Stretch(List.of(), 99, 100));
        assertThat(COVERED.at(100)).isEqualTo(new Stretch(List.of(FIRST, SECOND), 130, 200));
        Gap rest = new Gap(3, 119, 120, GapReason.INGEST_GAP);
        assertThat(COVERED.at(119)).isEqualTo(new Stretch(List.of(rest, SECOND), 130, 200));
        assertThat(COVERED.at(130)).isEqualTo(new Stretch(List.of(), 130, 200));
        assertThat(COVERED.at(200)).isEqualTo(new Stretch(List.of(), 200, 200));
        assertThat(COVERED.at(500)).isEqualTo(new Stretch(List.of(), 500, 500));
    }

    @Test
    void mustNotEndBeforeItBegins() {
        assertThatThrownBy(() -> new Coverage(0, 5, 4, List.of())).isInstanceOf(ReplayException.class);
    }
}
