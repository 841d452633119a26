package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StrictJson;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sizes of the patches that the differs make, in bytes of JSON. */
final class PatchSizes {

    private PatchSizes() {}

    static void print() {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.values()) {
            JsonNode from = scenario.from();
            JsonNode to = scenario.nextFresh();
            StatePatch ours = StateDiffer.ofDefaults().diff(from, to);
            if (!CanonicalJson.encodeText(ours.apply(from)).equals(CanonicalJson.encodeText(to))) {
                throw new IllegalStateException("the patch of " + scenario + " is wrong");
            }
            add(rows, "full state", scenario, StrictJson.write(to).length);
            add(rows, "dashstream", scenario, ours.jsonBytes());
            add(rows, "zjsonpatch", scenario, StrictJson.write(JsonDiff.asJson(from, to)).length);
            add(
                    rows,
                    "zjsonpatchOmit",
                    scenario,
                    StrictJson.write(JsonDiff.asJson(
                                    from, to, EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION)))
                            .length);
        }
        RunBenchmarks.print("patch bytes", rows);
    }

    private static void add(Map<String, Map<String, String>> rows, String row, Scenario scenario, int bytes) {
        rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(scenario.name(), Integer.toString(bytes));
    }
}
