package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of runs that are not there. */
class RunJsonTest {

    private static final TreeSet<Integer> NONE = new TreeSet<>();
    private static final TreeSet<Integer> SOME = new TreeSet<>(Set.of(321, 7));

    @Test
    @DisplayName(
            "KA-13: a list of runs names the partitions that it does not speak for, and nothing if it speaks for all")
    void aListNamesWhatItLacks() {
        assertThat(RunJson.list(List.of(), SOME)).hasToString("{\"runs\":[],\"awaitedPartitions\":[7,321]}");
        assertThat(RunJson.list(List.of(), NONE)).hasToString("{\"runs\":[]}");
    }

    @Test
    @DisplayName("KA-13: a run is only said not to be there by who has seen the whole log")
    void absenceIsNotGuessed() {
        assertThat(RunJson.absent(NONE).status()).isEqualTo(404);
        assertThat(RunJson.absent(SOME).status()).isEqualTo(503);
        assertThat(RunJson.absent(SOME).body().get("error").textValue()).isEqualTo("partitions_awaited");
        assertThat(RunJson.absent(SOME).body().get("message").textValue()).contains("there are 2 and the first is 7");
    }
}
