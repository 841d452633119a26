package io.dashstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.DeliveryReport;
import io.dashstream.producer.NodeScope;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The JavaScript client against the real endpoint, with a real producer and a real broker behind it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FollowIT {

    private static final int RUNS = 3;
    private static final int STEPS = 60;
    private static final int CUT_EVERY = 75;
    private static final long BEYOND_A_DOUBLE = (1L << 53) + 1;
    /** Has integers that a double can't hold. It is alone in its thread: runs that share one send whole states only. */
    private static final int LARGE_NUMBERS = 1;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Server server;

    /** What the producer was given at last, by run. */
    private static final Map<String, String> FINAL_STATES = new TreeMap<>();

    private static long delivered;

    @BeforeAll
    static void startServer() throws Exception {
        server = new Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    @Order(1)
    @DisplayName(
            "runs are followed live over connections that are cut; every message comes once, every state is verified")
    void runsAreFollowedLive() throws Exception {
        try (NodeFollower follower =
                follower("latest", CUT_EVERY, Map.of("url", server.web().url()))) {
            follower.awaitFollowing();
            produce();
            JsonNode report = follower.report();

            assertRight(report);
            assertThat(report.get("connections").asInt()).isGreaterThan(2);
        }
    }

    @Test
    @Order(2)
    @DisplayName("a client that comes later gets the same from the beginning of the log")
    void historyIsReplayed() throws Exception {
        try (NodeFollower follower =
                follower("earliest", 0, Map.of("url", server.web().url()))) {
            follower.awaitFollowing();
            JsonNode report = follower.report();

            assertRight(report);
            assertThat(report.get("connections").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Order(3)
    @DisplayName("where no WebSocket can be opened the same comes as server-sent events, over streams that are cut")
    void eventsAreTheFallback() throws Exception {
        Map<String, Object> addresses = Map.of(
                "url",
                server.web().urlWithoutSocket(),
                "eventsUrl",
                server.web().eventsUrl());
        try (NodeFollower follower = follower("earliest", CUT_EVERY, addresses)) {
            follower.awaitFollowing();
            JsonNode report = follower.report();

            assertRight(report);
            assertThat(report.get("usedEvents").asBoolean()).isTrue();
            assertThat(report.get("connections").asInt()).isGreaterThan(2);
        }
    }

    @Test
    @Order(4)
    @DisplayName("the state after any message is what was seen when it was followed")
    void statesAreReadAtAnySequence() throws Exception {
        try (NodeFollower follower = follower(
                "earliest",
                0,
                Map.of("url", server.web().url(), "apiUrl", server.web().apiUrl()))) {
            follower.awaitFollowing();
            JsonNode report = follower.report();

            assertThat(report.path("trouble")).as("%s", report).isEmpty();
            assertThat(report.get("asked").asInt()).isGreaterThan(STEPS / 7 * RUNS);
        }
    }

    @Test
    @Order(5)
    @DisplayName("a client of one thread gets the runs of this thread alone")
    void oneThreadIsFollowed() throws Exception {
        Map<String, Object> thread = Map.of("tenantId", "default", "threadId", "thread-1");
        try (NodeFollower follower = new NodeFollower(
                Map.of("url", server.web().url(), "from", "earliest", "runs", 1, "cutEvery", 50, "thread", thread))) {
            follower.awaitFollowing();
            JsonNode report = follower.report();

            assertThat(report.path("trouble")).as("%s", report).isEmpty();
            assertThat(report.get("repeated").asInt()).isZero();
            assertThat(report.get("runs")).singleElement().satisfies(run -> {
                assertThat(run.get("runId").textValue()).isEqualTo("run-1");
                assertThat(run.get("state").textValue()).isEqualTo(FINAL_STATES.get("run-1"));
            });
        }
    }

    private static NodeFollower follower(String from, int cutEvery, Map<String, Object> addresses) throws Exception {
        Map<String, Object> options = new LinkedHashMap<>(addresses);
        options.putAll(Map.of("from", from, "runs", RUNS, "cutEvery", cutEvery));
        return new NodeFollower(options);
    }

    /** Integers that a double can't hold come to the digit; states with them are not verified here, but for whole ones. */
    private static void assertRight(JsonNode report) {
        assertThat(report.get("trouble")).as("%s", report).isEmpty();
        assertThat(report.get("repeated").asInt()).isZero();
        assertThat(report.get("messages").asLong()).isEqualTo(delivered);
        Map<String, String> states = new TreeMap<>();
        for (JsonNode run : report.get("runs")) {
            states.put(run.get("runId").textValue(), run.get("state").textValue());
            assertThat(run.get("status").textValue()).isEqualTo("LIVE");
            assertThat(run.get("end").textValue()).isEqualTo("finished");
            JsonNode counts = run.get("counts");
            assertThat(counts.get("unchecked").asInt()).as("the initial state").isEqualTo(1);
            assertThat(counts.get("states").asInt())
                    .isGreaterThanOrEqualTo(STEPS)
                    .isEqualTo(counts.get("verified").asInt()
                            + counts.get("notVerifiable").asInt()
                            + 1);
            boolean large = run.get("runId").textValue().equals("run-" + LARGE_NUMBERS);
            assertThat(counts.get("notVerifiable").asInt()).isBetween(large ? STEPS / 2 : 0, large ? STEPS + 1 : 0);
        }
        assertThat(states).isEqualTo(FINAL_STATES);
    }

    private static void produce() {
        try (DashStreamProducer producer = server.producer()) {
            List<RunScope> runs = new ArrayList<>();
            List<Map<String, Object>> states = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                states.add(new LinkedHashMap<>(Map.of("messages", List.of(), "step", run)));
                runs.add(producer.startRun(
                        RunSpec.of("thread-" + run % 2).runId("run-" + run).initialState(states.get(run))));
            }
            for (int step = 0; step < STEPS; step++) {
                for (int run = 0; run < RUNS; run++) {
                    oneStep(runs.get(run), states.get(run), run, step);
                }
                assertThat(producer.flush(LIMIT).pending()).isZero();
            }
            for (int run = 0; run < RUNS; run++) {
                runs.get(run).complete(states.get(run));
                FINAL_STATES.put("run-" + run, canonical(states.get(run)));
            }
            DeliveryReport report = producer.close(LIMIT);
            assertThat(report.failed() + report.dropped()).isZero();
            delivered = report.delivered();
        }
    }

    private static void oneStep(RunScope run, Map<String, Object> state, int index, int step) {
        try (NodeScope node = run.node("work")) {
            List<Object> messages = new ArrayList<>((List<?>) state.get("messages"));
            messages.add(Map.of("text", "step " + step + " é日😀", "share", step / 7.0));
            state.put("messages", messages);
            state.put("step", index == LARGE_NUMBERS ? BEYOND_A_DOUBLE + step : step);
            node.state(state);
            node.complete();
        }
    }

    private static String canonical(Map<String, Object> state) {
        return CanonicalJson.encodeText(
                StrictJson.parse(new ObjectMapper().valueToTree(state).toString()));
    }
}
