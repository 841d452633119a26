package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.replay.access.AccessPolicy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the endpoint says about the server. */
abstract class StatusContract extends EndpointFixture {

    StatusContract(WebServer.Kind kind) {
        super(kind);
    }

    @Test
    @DisplayName("ME-15: /health and /version have the fields that existing clients read, from one snapshot")
    void healthAndVersion() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        send("t", new byte[] {9});
        awaitRecords(1);
        HttpResponse<String> answer = get("/health", Map.of());
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode health = json(answer);
        assertThat(health.get("status").textValue()).isEqualTo("healthy");
        assertThat(health.get("kafka_status").textValue()).isEqualTo("connected");
        for (String field : List.of(
                "kafka_messages_received",
                "kafka_errors",
                "dropped_messages",
                "decode_errors",
                "infrastructure_errors",
                "uptime_seconds",
                "connected_clients")) {
            assertThat(health.get("metrics").get(field).isIntegralNumber())
                    .as(field)
                    .isTrue();
        }
        assertThat(health.get("metrics").get("kafka_messages_received").longValue())
                .isEqualTo(reader().stats().records());
        assertThat(health.get("metrics").get("decode_errors").longValue()).isEqualTo(1);

        JsonNode version = json(get("/version", Map.of()));
        assertThat(version.get("resume_namespace").textValue())
                .isEqualTo(reader().stats().epoch().orElseThrow().value());
        assertThat(version.get("kafka_topic").textValue()).isEqualTo(topic());
        assertThat(version.get("decode_error_policy").textValue()).isEqualTo("skip");
        assertThat(version.get("settings").get("DASHSTREAM_MAX_RUNS").textValue())
                .isEqualTo("1000");
        assertThat(version.get("settings").has("DASHSTREAM_SESSIONS")).isTrue();
        for (String field : List.of("max_payload_bytes", "schema_version", "git_sha", "build_date", "component")) {
            assertThat(version.has(field)).as(field).isTrue();
        }
    }
}
