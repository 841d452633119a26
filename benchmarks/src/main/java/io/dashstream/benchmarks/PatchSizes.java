package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.JsonValues;
import io.dashstream.core.json.StrictJson;
import java.util.EnumSet;

/** The sizes of the patches that the differs make, in bytes of JSON. */
final class PatchSizes {

    private PatchSizes() {}

    static void print() {
        MarkdownTable table = new MarkdownTable("patch, bytes of JSON");
        for (Scenario scenario : Scenario.values()) {
            JsonNode from = scenario.from();
            JsonNode to = scenario.nextFresh();
            StatePatch ours = StateDiffer.ofDefaults().diff(from, to);
            if (!JsonValues.equal(ours.apply(from), to)) {
                throw new IllegalStateException("the patch of " + scenario + " is wrong");
            }
            table.put("full state", scenario.name(), StrictJson.write(to).length);
            table.put("dashstream", scenario.name(), ours.jsonBytes());
            table.put("zjsonpatch", scenario.name(), StrictJson.write(JsonDiff.asJson(from, to)).length);
            table.put("zjsonpatchOmit", scenario.name(), StrictJson.write(withoutMovesAndCopies(from, to)).length);
        }
        table.print();
    }

    private static JsonNode withoutMovesAndCopies(JsonNode from, JsonNode to) {
        return JsonDiff.asJson(from, to, EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION));
    }
}
