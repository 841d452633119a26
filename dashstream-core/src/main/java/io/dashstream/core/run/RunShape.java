package io.dashstream.core.run;

import io.dashstream.core.wire.v1.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the events of a run come in the shape of a run: start first, one end last, every node's end after its start, all
 * nodes closed before the end. Judged by order only, as clocks step. Says nothing once messages are known to be missing.
 */
final class RunShape {

    private static final int MOST_OPEN_NODES = 4096;

    private final Map<String, Integer> open = new HashMap<>();

    private enum Judging {
        YES,
        NO
    }

    private Judging judging;
    private long violations;

    RunShape(RunUpdate.Beginning beginning) {
        this.judging = beginning == RunUpdate.Beginning.SEEN ? Judging.YES : Judging.NO;
    }

    void messageAfterEnd() {
        violate(1);
    }

    void observe(Event event) {
        switch (event.getEventType()) {
            case EVENT_TYPE_NODE_START -> started(event.getNodeId());
            case EVENT_TYPE_NODE_END, EVENT_TYPE_NODE_ERROR -> ended(event.getNodeId());
            case EVENT_TYPE_GRAPH_END, EVENT_TYPE_GRAPH_ERROR -> {
                violate(open.values().stream().mapToInt(Integer::intValue).sum());
                open.clear();
            }
            default -> {
                // other events may come anywhere
            }
        }
    }

    /** Messages are missing: what seems wrong from now on may be their fault. */
    void giveUp() {
        judging = Judging.NO;
        open.clear();
    }

    long violations() {
        return violations;
    }

    private void started(String node) {
        if (judging == Judging.YES) {
            open.merge(BoundedId.of(node), 1, Integer::sum);
            if (open.size() > MOST_OPEN_NODES) {
                giveUp();
            }
        }
    }

    private void ended(String node) {
        String id = BoundedId.of(node);
        if (open.containsKey(id)) {
            open.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
        } else {
            violate(1);
        }
    }

    private void violate(int count) {
        if (judging == Judging.YES) {
            violations += count;
        }
    }
}
