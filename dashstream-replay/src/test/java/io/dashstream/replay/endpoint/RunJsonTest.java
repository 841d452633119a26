package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.run.RunPage;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of runs that are not there. */
class RunJsonTest {

    private static final RunPage WHOLE = new RunPage(List.of(), OptionalLong.empty(), true, new TreeSet<>());
    private static final RunPage READING = new RunPage(List.of(), OptionalLong.empty(), false, new TreeSet<>());
    private static final RunPage AWAITING =
            new RunPage(List.of(), OptionalLong.empty(), false, new TreeSet<>(Set.of(321, 7)));

    @Test
    @DisplayName(
            "KA-13: a list of runs says whether it speaks for the whole log, and names the partitions that it lacks")
    void aListNamesWhatItLacks() {
        assertThat(RunJson.of(WHOLE)).hasToString("{\"runs\":[],\"complete\":true}");
        assertThat(RunJson.of(READING)).hasToString("{\"runs\":[],\"complete\":false}");
        assertThat(RunJson.of(AWAITING)).hasToString("{\"runs\":[],\"complete\":false,\"awaitedPartitions\":[7,321]}");
    }

    @Test
    @DisplayName("KA-13: a run is only said not to be there by who has seen the whole log")
    void absenceIsNotGuessed() {
        assertThat(RunJson.noSuchRun(WHOLE).status()).isEqualTo(404);
        assertThat(RunJson.noSuchRun(READING).status()).isEqualTo(503);
        assertThat(RunJson.noSuchRun(AWAITING).status()).isEqualTo(503);
        assertThat(RunJson.noSuchRun(AWAITING).body().get("error").textValue()).isEqualTo("not_indexed_yet");
        assertThat(RunJson.noSuchRun(AWAITING).body().get("message").textValue())
                .contains("2 partitions have not answered yet, the first of them 7");
    }
}
