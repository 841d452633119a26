package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.replay.health.HealthJson;
import io.dashstream.replay.health.HealthMonitor;
import io.dashstream.replay.health.ServerVersion;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReaderStatus;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.Readability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CF-04: what {@code /health} and {@code /version} answer is what docs/protocol/status.md says, both ways. */
class StatusDocsTest {

    private static final Path DOCS = Path.of("..", "docs", "protocol", "status.md");
    /** Objects whose fields are names of something, not of ours. */
    private static final Set<String> OPEN =
            Set.of("metrics.records_by_readability", "metrics.held_partitions", "settings");

    private final ReplayReader reader =
            ReplayReader.builder().bootstrapServers("127.0.0.1:1").build();
    private final SessionHub hub = SessionHub.builder(reader.store()).build();

    @AfterEach
    void close() {
        hub.close();
        reader.close();
    }

    @Test
    @DisplayName("CF-04: every field of /health is documented, and every documented one that is always there is there")
    void health() throws IOException {
        try (HealthMonitor monitor = new HealthMonitor(reader, hub)) {
            isAsDocumented("## `GET /health`", HealthJson.of(monitor.report()));
        }
    }

    @Test
    @DisplayName("CF-04: every field of /version is documented, and every documented one is there")
    void version() throws IOException {
        isAsDocumented("## `GET /version`", ServerVersion.unknown().toJson(reader, hub.limits()));
    }

    @Test
    @DisplayName("CF-04: the phases of the reader and the kinds of records are documented, all of them and no others")
    void words() throws IOException {
        assertThat(wordsOf("phase")).isEqualTo(lower(ReaderStatus.Phase.values()));
        assertThat(wordsOf("metrics.records_by_readability.*")).isEqualTo(lower(Readability.values()));
    }

    private static void isAsDocumented(String title, JsonNode answer) throws IOException {
        Set<String> documented = rows(title).stream().map(row -> row.group(1)).collect(Collectors.toSet());
        Set<String> always = documented.stream()
                .filter(field -> !field.endsWith("?"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> actual = new TreeSet<>();
        collect("", answer, actual);

        assertThat(actual).as("documented, and there").containsAll(always);
        assertThat(documented.stream().map(field -> field.replace("?", "")))
                .as("there, and documented")
                .containsAll(actual);
    }

    private static void collect(String path, JsonNode node, Set<String> into) {
        node.properties().forEach(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + (OPEN.contains(path) ? "*" : field.getKey());
            if (field.getValue().isObject()) {
                collect(name, field.getValue(), into);
            } else {
                into.add(name);
            }
        });
    }

    private static List<MatchResult> rows(String title) throws IOException {
        String docs = Files.readString(DOCS);
        String section = docs.substring(docs.indexOf(title) + title.length());
        int next = section.indexOf("\n## ");
        return Pattern.compile("(?m)^\\| `([^`]+)` \\| (.*)\\|$")
                .matcher(next < 0 ? section : section.substring(0, next))
                .results()
                .toList();
    }

    private static Set<String> wordsOf(String field) throws IOException {
        String meaning = rows("## `GET /health`").stream()
                .filter(row -> row.group(1).equals(field))
                .findFirst()
                .orElseThrow()
                .group(2);
        return Pattern.compile("`([a-z_]+)`")
                .matcher(meaning)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> lower(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
