package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Position;
import io.dashstream.testing.Property;
import java.util.OptionalInt;
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
        assertThat(THREE.trimmedTo(250))
                .as("where the leader epoch of that record began is known only with the one before")
                .isEqualTo(THREE);
        assertThat(THREE.trimmedTo(251).toText()).isEqualTo("2:100 5:250");
        assertThat(THREE.trimmedTo(1_000).toText()).isEqualTo("2:100 5:250");
    }

    @Test
    void whatIsOlderThanAllThatIsKnownCantBeVerified() {
        Lineage trimmed = THREE.trimmedTo(1_000);
        assertThat(trimmed.isBeyond(Position.after(200, 1), 2_000)).isTrue();
        assertThat(trimmed.divergence(Position.after(200, 1))).isEmpty();
        assertThat(trimmed.isBeyond(Position.after(200, 2), 2_000)).isFalse();
        assertThat(trimmed.isBeyond(Position.at(200), 2_000)).isFalse();
        assertThat(trimmed.isBeyond(Position.after(0, 1), 2_000))
                .as("nothing is behind offset 0")
                .isFalse();
    }

    @Test
    void whoStandsAtTheEndThatWasSeenHasNothingNewerBehindIt() {
        Lineage idle = Lineage.EMPTY.seen(new LogEnd(100, OptionalInt.of(5)));
        assertThat(idle.position(100)).isEqualTo(Position.after(100, 5));
        assertThat(idle.ahead(101)).isEqualTo(Position.at(101));
        assertThat(idle.cutAt(60, 6).divergence(Position.after(100, 5))).hasValue(60);
        assertThat(idle.with(6, 100).divergence(Position.after(100, 5))).isEmpty();
        assertThat(idle.with(6, 100).isBeyond(Position.after(100, 5), 101)).isFalse();
        assertThat(idle.with(6, 100).isBeyond(Position.after(100, 4), 101)).isTrue();
    }

    @Test
    void aStoreThatHasReadNothingYetDecidesNothingAheadOfIt() {
        Lineage begun = Lineage.EMPTY.seen(new LogEnd(100, OptionalInt.of(5)));
        assertThat(begun.isBeyond(Position.after(80, 3), 0))
                .as("what it will read may be older")
                .isFalse();
        assertThat(begun.with(3, 10).isBeyond(Position.after(80, 3), 20)).isFalse();
        assertThat(begun.isBeyond(Position.after(100, 3), 100)).isTrue();
    }

    @Test
    void aStoreThatReachesBackFurtherKnowsWhatWasBefore() {
        Lineage late = Lineage.EMPTY.with(2, 130).with(7, 300);
        assertThat(late.behind(THREE).toText()).isEqualTo("0:0 2:100 7:300");
        assertThat(Lineage.EMPTY.with(9, 400).behind(THREE).toText())
                .as("what is between the two is not known")
                .isEqualTo("9:400");
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
