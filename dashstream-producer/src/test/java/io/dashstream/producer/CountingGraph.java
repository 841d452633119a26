package io.dashstream.producer;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph whose state at each step is known beforehand, so that any state that is rebuilt can be told right from wrong. */
final class CountingGraph {

    private static final int KEPT = 20;

    private final RunScope run;
    private int step;

    CountingGraph(DashStreamProducer producer, String threadId) {
        run = producer.startRun(RunSpec.of(threadId).initialState(stateAt(0)));
    }

    void step() {
        step++;
        run.node("count", node -> {
            node.state(stateAt(step));
            return step;
        });
    }

    int steps() {
        return step;
    }

    void complete() {
        run.complete(stateAt(step));
    }

    private static Map<String, Object> stateAt(int step) {
        List<String> recent = new ArrayList<>();
        for (int index = Math.max(0, step - KEPT); index < step; index++) {
            recent.add("item " + index);
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("step", step);
        state.put("recent", recent);
        return state;
    }

    /** What a state must be that says of itself which step it is. */
    static JsonNode expected(JsonNode rebuilt) {
        StringBuilder json = new StringBuilder("{\"step\":");
        int step = rebuilt.get("step").intValue();
        json.append(step).append(",\"recent\":[");
        for (int index = Math.max(0, step - KEPT); index < step; index++) {
            json.append(index == Math.max(0, step - KEPT) ? "" : ",")
                    .append("\"item ")
                    .append(index)
                    .append('"');
        }
        return StrictJson.parse(json.append("]}").toString());
    }
}
