package io.dashstream.replay.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTest {

    @Test
    @DisplayName("RE-06: the epoch is computed from cluster, topic and topic id, and is the same on every server")
    void isComputed() {
        Epoch epoch = Epoch.of("MkU3OEVBNTcwNTJENDM2Qk", "dashstream-events", "Xj2QmZbNQ2mrFQvDkCJvzA", 0);
        // printf '%s' 'MkU3OEVBNTcwNTJENDM2Qk|dashstream-events|Xj2QmZbNQ2mrFQvDkCJvzA' | sha256sum, the first 12 bytes
        // as base64url
        assertThat(epoch.value()).isEqualTo("57taWBMQReL-387g.0");
    }

    @Test
    @DisplayName("RE-06, RE-07: any part that differs makes another epoch")
    void everyPartCounts() {
        Set<Epoch> epochs = new HashSet<>();
        for (String cluster : new String[] {"c", "d", ""}) {
            for (String topic : new String[] {"t", "u", "t.u"}) {
                for (String id : new String[] {"i", "j"}) {
                    for (long generation : new long[] {0, 1, Long.MAX_VALUE / 10}) {
                        epochs.add(Epoch.of(cluster, topic, id, generation));
                    }
                }
            }
        }
        assertThat(epochs).hasSize(3 * 3 * 2 * 3);
    }

    @Test
    void aManualResetIsOfTheSameLog() {
        Epoch before = Epoch.of("c", "t", "i", 0);
        Epoch after = Epoch.of("c", "t", "i", 1);
        assertThat(after).isNotEqualTo(before);
        assertThat(after.isSameLogAs(before)).isTrue();
        assertThat(after.resetGeneration()).isEqualTo(1);
        assertThat(Epoch.of("c", "t", "j", 0).isSameLogAs(before)).isFalse();
    }

    @Test
    void theTextIsTheEpoch() {
        Epoch epoch = Epoch.of("c", "t", "i", 12);
        assertThat(new Epoch(epoch.toString())).isEqualTo(epoch);
        assertThat(epoch.value()).endsWith(".12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0123456789abcdef",
                "0123456789abcdef.",
                "0123456789abcdef.-1",
                "0123456789abcdef.01",
                "0123456789abcde.0",
                "0123456789abcdef0.0",
                "0123456789abcd+/.0",
                "0123456789abcdef.1000000000000000000",
                "0123456789abcdef.0\n"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> new Epoch(text)).isInstanceOf(ReplayException.class);
    }

    @Test
    void negativeGenerationsAreRefused() {
        assertThatThrownBy(() -> Epoch.of("c", "t", "i", -1)).isInstanceOf(ReplayException.class);
    }
}
