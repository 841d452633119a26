package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Position;
import io.dashstream.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {

    private static final Lineage THREE = Lineage.EMPTY.with(0, 0).with(2, 100).with(5, 250);

    @Test
    void onlyANewerLeaderEpochSaysSomethingNew() {
        assertThat(THREE.with(5, 300).with(4, 310).with(-1, 320)).isEqualTo(THREE);
        assertThat(THREE.with(6, 300).toText()).isEqualTo("0:0 2:100 5:250 6:300");
    }

    @Test
    void aPositionCarriesTheLeaderEpochBeforeIt() {
        assertThat(THREE.position(100)).isEqualTo(Position.after(100, 0));
        assertThat(THREE.position(101)).isEqualTo(Position.after(101, 2));
        assertThat(THREE.position(0)).isEqualTo(Position.at(0));
    }

    @Test
    void aPositionBehindARewrittenPartDiverges() {
        Lineage rewritten = THREE.cutAt(180, 6);
        assertThat(rewritten.divergence(Position.after(200, 2))).hasValue(180);
        assertThat(rewritten.divergence(Position.after(300, 5))).hasValue(180);
        assertThat(rewritten.divergence(Position.after(180, 2))).isEmpty();
        assertThat(rewritten.divergence(Position.after(200, 6))).isEmpty();
        assertThat(rewritten.divergence(Position.at(300))).isEmpty();
    }

    @Test
    void whatEndedBeforeTheFloorIsForgotten() {
        assertThat(THREE.trimmedTo(99)).isEqualTo(THREE);
        assertThat(THREE.trimmedTo(100))
                .as("the record before the floor is of the first")
                .isEqualTo(THREE);
        assertThat(THREE.trimmedTo(101).toText()).isEqualTo("2:100 5:250");
        assertThat(THREE.trimmedTo(1_000).toText()).isEqualTo("5:250");
    }

    @Test
    void aStoreThatReachesBackFurtherKnowsWhatWasBefore() {
        Lineage late = Lineage.EMPTY.with(2, 130).with(7, 300);
        assertThat(late.behind(THREE).toText()).isEqualTo("0:0 2:130 7:300");
        assertThat(Lineage.EMPTY.behind(THREE)).isEqualTo(THREE);
        assertThat(THREE.behind(Lineage.EMPTY)).isEqualTo(THREE);
    }

    @Test
    void itsTextGivesItBack() {
        Property.check("lineage text", 200, (random, size) -> {
            Lineage lineage = Lineage.EMPTY;
            long offset = random.nextLong(1L << 62);
            for (int i = 0; i < size % 10; i++) {
                lineage = lineage.with(random.nextInt(1 + i * 10), offset += random.nextInt(1_000));
            }
            assertThat(Lineage.parse(lineage.toText())).isEqualTo(lineage);
        });
        assertThat(Lineage.parse(Integer.MAX_VALUE + ":" + Long.MAX_VALUE).position(Long.MAX_VALUE))
                .isEqualTo(Position.at(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "1", "1:", ":1", "1:1 ", "1:1  2:2", "-1:0", "1:9223372036854775808", "4294967296:1", "x:1"
            })
    void junkIsRefused(String text) {
        assertThatThrownBy(() -> Lineage.parse(text))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("lineage");
    }
}
