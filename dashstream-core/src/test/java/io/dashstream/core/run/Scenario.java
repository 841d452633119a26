package io.dashstream.core.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.run.SimulatedThread.Style;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.testing.RandomJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random runs of a few threads: up to two at the same time in each, some begun by a process that was started again. */
final class Scenario {

    private final RandomGenerator random;
    private final Style style;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final Map<SimulatedThread, List<SimulatedRun>> open = new LinkedHashMap<>();
    private final List<DashStreamMessage> log = new ArrayList<>();
    private int started;
    private int restarts;

    private Scenario(RandomGenerator random, Style style) {
        this.random = random;
        this.style = style;
    }

    static Scenario of(RandomGenerator random, Style style, int messages) {
        Scenario scenario = new Scenario(random, style);
        for (int thread = 1 + random.nextInt(3); thread > 0; thread--) {
            SimulatedThread added = new SimulatedThread("t-" + thread, style, random.nextLong());
            scenario.threads.add(added);
            scenario.open.put(added, new ArrayList<>());
        }
        while (scenario.log.size() < messages) {
            scenario.step();
        }
        return scenario;
    }

    List<DashStreamMessage> log() {
        return log;
    }

    int restarts() {
        return restarts;
    }

    List<SimulatedThread> threads() {
        return threads;
    }

    SimulatedThread thread(ThreadKey key) {
        return threads.stream()
                .filter(thread -> thread.key().equals(key))
                .findAny()
                .orElseThrow(() -> new AssertionError("no thread " + key));
    }

    /** What a producer sends on: messages of every run that is open, and at last a checkpoint of each. */
    List<DashStreamMessage> tail() {
        List<DashStreamMessage> tail = new ArrayList<>();
        for (int token = 0; token < 20; token++) {
            openRuns().forEach(run -> tail.add(run.token()));
        }
        openRuns().forEach(run -> tail.add(run.checkpoint()));
        return tail;
    }

    List<SimulatedRun> openRuns() {
        return open.values().stream().flatMap(List::stream).toList();
    }

    private void step() {
        SimulatedThread thread = threads.get(random.nextInt(threads.size()));
        List<SimulatedRun> runs = open.get(thread);
        int sentBefore = thread.sent().size();
        int most = style == Style.BARE ? 1 : 2;
        if (runs.isEmpty() || (runs.size() < most && random.nextInt(20) == 0)) {
            runs.add(start(thread));
        } else if (random.nextInt(120) == 0) {
            thread.restartProcess();
            restarts++;
            runs.clear();
        } else {
            act(runs);
        }
        log.addAll(thread.sent().subList(sentBefore, thread.sent().size()));
    }

    private SimulatedRun start(SimulatedThread thread) {
        String id = "run-" + ++started;
        if (random.nextInt(6) == 0) {
            SimulatedRun run = thread.startWithoutState(id);
            run.checkpoint(initial());
            return run;
        }
        return thread.start(id, initial());
    }

    /** Runs of one app often begin with the same state, which is when one is most easily taken for another. */
    private ObjectNode initial() {
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        empty.putArray("messages");
        empty.put("step", 0);
        return random.nextInt(3) == 0 ? RandomJson.agentState(random, 4) : empty;
    }

    private void act(List<SimulatedRun> runs) {
        SimulatedRun run = runs.get(random.nextInt(runs.size()));
        ObjectNode state = (ObjectNode) run.state();
        switch (random.nextInt(16)) {
            case 0, 1 -> run.nodeStart("n" + random.nextInt(5) + "-" + log.size());
            case 2 -> endNode(run);
            case 3 -> run.token();
            case 4 -> run.checkpoint();
            case 5 -> run.fullState(RandomJson.nextAgentState(random, state));
            case 6 -> run.diff(counted(state));
            case 7 -> {
                if (random.nextInt(3) == 0) {
                    run.openNodes().keySet().stream().toList().forEach(run::nodeEnd);
                    run.end("OK");
                    runs.remove(run);
                }
            }
            default -> run.diff(RandomJson.nextAgentState(random, state));
        }
    }

    /** The same small change that other runs make too. */
    private static ObjectNode counted(ObjectNode state) {
        ObjectNode next = state.deepCopy();
        return next.put("step", state.get("step").asInt() + 1);
    }

    private void endNode(SimulatedRun run) {
        run.openNodes().keySet().stream().findFirst().ifPresent(run::nodeEnd);
    }
}
