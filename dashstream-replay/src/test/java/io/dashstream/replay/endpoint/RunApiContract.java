package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.run.ScriptedRun;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs and their states, over HTTP. */
abstract class RunApiContract extends EndpointFixture {

    RunApiContract(WebServer.Kind kind) {
        super(kind);
    }

    @Test
    @DisplayName("the run API lists runs and gives the state at any sequence, and says why where it can't")
    void runs() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        ScriptedRun run = script("a", "one");
        awaitRuns(1);
        JsonNode listed = json(get("/api/runs", Map.of())).get("runs").get(0);
        assertThat(listed.get("runId").textValue()).isEqualTo("one");
        assertThat(listed.get("status").textValue()).isEqualTo("finished");
        assertThat(listed.get("messageCount").intValue())
                .isEqualTo(run.messages().size());
        String thread = "/api/runs/a/" + run.key().threadId();
        assertThat(json(get(thread, Map.of())).get("runs")).hasSize(1);
        run.states().forEach((sequence, state) -> {
            JsonNode answer = json(get(thread + "/state?runId=one&sequence=" + sequence, Map.of()));
            assertThat(answer.get("outcome").textValue()).isEqualTo("known");
            assertThat(answer.get("verification").textValue()).isIn("verified", "not_checked");
            assertThat(answer.get("state")).isEqualTo(state);
        });
        HttpResponse<String> beyond = get(thread + "/state?sequence=9223372036854775807", Map.of());
        assertThat(beyond.statusCode()).isEqualTo(404);
        assertThat(json(beyond).get("reason").textValue()).isEqualTo("not_reached");
        assertThat(get("/api/runs/a/none", Map.of()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "100%",
                "%2F",
                "two words",
                "\u00e9 \u65e5 \ud83d\ude00",
                "?x=1&y#z+;",
                "..",
                "a\\b",
                "state"
            })
    @DisplayName("a run whose ids are of any characters is found by query parameters")
    void anyIds(String id) throws Exception {
        serve(AccessPolicy.loopbackOnly());
        ScriptedRun run = script(new ThreadKey(id, id), id);
        awaitRuns(1);
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
        String thread = "tenantId=" + encoded + "&threadId=" + encoded;

        JsonNode listed = json(get("/api/runs?" + thread, Map.of())).get("runs");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("threadId").textValue()).isEqualTo(id);
        run.states().forEach((sequence, state) -> {
            String query = thread + "&runId=" + encoded + "&sequence=" + sequence;
            assertThat(json(get("/api/runs/state?" + query, Map.of())).get("state"))
                    .isEqualTo(state);
        });
    }

    @Test
    @DisplayName("a thread that is named by half is refused, with what was given and what is asked for")
    void refusesHalfAThread() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        String bothNames = "a thread is named by both query parameters, tenantId and threadId; given are ";

        assertThat(refusal("/api/runs?tenantId=a", "invalid_thread"))
                .isEqualTo(bothNames + "tenantId \"a\" and no threadId");
        assertThat(refusal("/api/runs?threadId=b", "invalid_thread"))
                .isEqualTo(bothNames + "no tenantId and threadId \"b\"");
        assertThat(refusal("/api/runs/state?tenantId=a&sequence=1", "invalid_thread"))
                .isEqualTo(bothNames + "tenantId \"a\" and no threadId");
        assertThat(refusal("/api/runs/state", "invalid_thread")).isEqualTo(bothNames + "no tenantId and no threadId");
    }

    @Test
    @DisplayName("what is no sequence number is refused, with the value and what is allowed")
    void refusesOtherSequences() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        ScriptedRun run = script("a", "one");
        awaitRuns(1);
        String state = "/api/runs/a/" + run.key().threadId() + "/state?sequence=";

        for (String sequence : List.of("-1", "18446744073709551616", "1.0", "01", "one", "")) {
            assertThat(refusal(state + sequence, "invalid_sequence"))
                    .contains("\"" + sequence + "\"", "from 0 to 18446744073709551615");
        }
    }

    @Test
    @DisplayName("another path is answered with those that there are")
    void refusesOtherPaths() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (String path : List.of("/api/runs/a", "/api/runs/a/b/c", "/api/runs/a/b/state/c")) {
            HttpResponse<String> answer = get(path, Map.of());
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(json(answer).get("message").textValue())
                    .as(path)
                    .contains("/api/runs,", "/api/runs/{tenant}/{thread}/state");
        }
    }

    private String refusal(String path, String code) {
        HttpResponse<String> answer = get(path, Map.of());
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).as(path).isEqualTo(code);
        return json(answer).get("message").textValue();
    }
}
