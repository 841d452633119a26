package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That nothing is missing among the transcripts. */
class GoldenTranscriptCompleteTest {

    @Test
    @DisplayName("every message and every word of a closed set has its transcript")
    void everyMessageIsThere() throws IOException {
        Set<String> types = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        for (JsonNode line : written("v2-")) {
            JsonNode text = line.path("text");
            types.add(text.path("type").asText());
            words.add(text.path("code").asText());
            words.add(text.path("reason").asText());
            words.add(line.path("close").path("reason").asText());
        }
        assertThat(types)
                .contains(
                        "hello",
                        "resumed",
                        "gap",
                        "cursor_reset",
                        "replay_capped",
                        "replay_complete",
                        "fell_behind",
                        "caught_up",
                        "progress",
                        "resynced",
                        "error",
                        "closing",
                        "resume",
                        "continue",
                        "skip_to_live",
                        "resync",
                        "bye");
        assertThat(words)
                .contains(
                        "invalid_message",
                        "invalid_cursor",
                        "invalid_token",
                        "unknown_mode",
                        "not_allowed",
                        "not_now",
                        "too_many_resumes",
                        "store_unavailable",
                        "busy",
                        "invalid_progress")
                .contains("protocol_error", "idle", "draining", "slow_consumer", "bye")
                .contains(
                        "topic_recreated",
                        "log_truncated",
                        "manual_reset",
                        "retention",
                        "cursor_ahead",
                        "partition_removed",
                        "store_lost",
                        "capped",
                        "ingest_gap",
                        "buffer_trim",
                        "max_records");
        Set<String> v1 = written("v1-").stream()
                .map(line -> line.path("text").path("type").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(v1)
                .containsExactlyInAnyOrder(
                        "",
                        "ping",
                        "pong",
                        "resume",
                        "cursor",
                        "gap",
                        "cursor_stale",
                        "replay_complete",
                        "cursor_reset",
                        "cursor_reset_complete",
                        "disconnect");
    }

    private static List<JsonNode> written(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(TranscriptFixture.TRANSCRIPTS)) {
            List<Path> some = files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
            List<JsonNode> lines = new java.util.ArrayList<>();
            for (Path path : some) {
                Files.readAllLines(path).forEach(line -> lines.add(StrictJson.parse(line)));
            }
            return lines;
        }
    }
}
