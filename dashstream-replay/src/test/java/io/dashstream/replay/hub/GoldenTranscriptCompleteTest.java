package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.LagCause;
import io.dashstream.replay.session.ReplayPhase;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.GapReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That nothing is missing among the transcripts. The words are those of the code: one that nothing can make can't be
 * shown, and one that is not written down fails here.
 */
class GoldenTranscriptCompleteTest {

    private static final Path V2 = Path.of("..", "docs", "protocol", "v2.md");
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

    /** A client that has gone is told nothing; and there is no script for a fault of our own. */
    private static final Set<CloseReason> UNSEEN = EnumSet.of(CloseReason.CHANNEL_FAILED, CloseReason.INTERNAL_ERROR);

    static Stream<Arguments> closedSets() {
        return Stream.of(
                words("gap", "reason", GapReason.values()),
                words("cursor_reset", "reason", ResetReason.values()),
                words("replay_capped", "reason", CapReason.values()),
                words("fell_behind", "cause", LagCause.values()),
                words("resynced", "outcome", SessionSignal.ResyncOutcome.values()));
    }

    private static Arguments words(String type, String field, Enum<?>[] words) {
        return Arguments.of(type, field, lower(words));
    }

    @ParameterizedTest(name = "{0}.{1}")
    @MethodSource("closedSets")
    @DisplayName("CF-04: every word of a closed set has its transcript, and no other is documented or said")
    void everyWordIsThere(String type, String field, Set<String> words) throws IOException {
        assertThat(said("v2-", type, message -> List.of(message.path(field).asText())))
                .isEqualTo(words);
        assertThat(documented(type, field)).isEqualTo(words);
    }

    @Test
    void everyDispositionIsThere() throws IOException {
        Set<String> words = lower(SessionSignal.Disposition.values());
        assertThat(said("v2-", "resumed", message -> {
                    List<String> dispositions = new ArrayList<>();
                    message.path("partitions")
                            .forEach(start ->
                                    dispositions.add(start.path("disposition").asText()));
                    return dispositions;
                }))
                .isEqualTo(words);
        assertThat(documented("resumed", "disposition")).isEqualTo(words);
    }

    @Test
    void everyPhaseIsThere() throws IOException {
        Set<String> phases = lower(ReplayPhase.values());
        phases.add("resync");
        assertThat(set(written("v2-").stream()
                        .filter(line -> line.has("page"))
                        .map(line -> line.path("page").path("phase").asText())))
                .isEqualTo(phases);
    }

    @Test
    void everyErrorIsThere() throws IOException {
        Set<String> codes = lower(SessionSignal.ErrorCode.values());
        codes.addAll(lower(Problem.values()));
        assertThat(said("v2-", "error", message -> List.of(message.path("code").asText())))
                .isEqualTo(codes);
        String text = Files.readString(V2);
        int from = text.indexOf("`error` codes:");
        assertThat(words(text.substring(from + "`error` codes:".length(), text.indexOf("\n\n", from))))
                .isEqualTo(codes);
    }

    @Test
    void everyEndIsThere() throws IOException {
        Set<String> ends = set(Arrays.stream(CloseReason.values())
                .filter(reason -> !UNSEEN.contains(reason))
                .map(CloseReason::label));
        assertThat(set(written("v2-").stream()
                        .map(line -> line.path("close").path("reason").asText())
                        .filter(reason -> !reason.isEmpty())))
                .isEqualTo(ends);
    }

    @Test
    @DisplayName("every message that is documented has its transcript, and no other is said")
    void everyMessageIsThere() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (String line : section("## Server to client", "`error` codes:")) {
            documented.addAll(messages(line));
        }
        for (String line : section("## Client to server", "A field that has no meaning")) {
            documented.addAll(messages(line));
        }
        Set<String> written = set(written("v2-").stream()
                .map(line -> line.path("text").path("type"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue));
        // What each side does not know is ignored; one transcript shows it.
        written.remove("a message of the future");
        assertThat(written).isEqualTo(documented);
    }

    @Test
    void everyMessageOfTheFirstDialectIsThere() throws IOException {
        Set<String> v1 = set(written("v1-").stream()
                .map(line -> line.path("text").path("type").asText()));
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

    /** What the messages of a type say in the transcripts. */
    private static Set<String> said(String prefix, String type, Function<JsonNode, List<String>> words)
            throws IOException {
        return set(written(prefix).stream()
                .filter(line -> line.path("from").asText().equals("server"))
                .map(line -> line.path("text"))
                .filter(text -> text.path("type").asText().equals(type))
                .flatMap(text -> words.apply(text).stream()));
    }

    /** The words that the protocol's page has for a field: {@code `field`: `one`\|`two`}. */
    private static Set<String> documented(String type, String field) throws IOException {
        String line = section("## Server to client", "## Client to server").stream()
                .filter(row -> messages(row).contains(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " is not documented"));
        String name = "`" + field + "`: ";
        int from = line.indexOf(name) + name.length();
        assertThat(from).as("%s of %s", field, type).isGreaterThanOrEqualTo(name.length());
        String rest = line.substring(from);
        return words(Pattern.compile("`[a-z_]+`(\\\\\\|`[a-z_]+`)*")
                .matcher(rest)
                .results()
                .findFirst()
                .map(MatchResult::group)
                .orElseThrow());
    }

    /** The types that a row of a table begins with. */
    private static Set<String> messages(String row) {
        String first = row.startsWith("| `") ? row.substring(0, row.indexOf(" | ")) : "";
        Set<String> types = words(first);
        types.remove("type");
        return types;
    }

    private static List<String> section(String from, String to) throws IOException {
        return Files.readAllLines(V2).stream()
                .dropWhile(line -> !line.startsWith(from))
                .takeWhile(line -> !line.startsWith(to))
                .toList();
    }

    private static Set<String> words(String text) {
        return set(WORD.matcher(text).results().map(word -> word.group(1)));
    }

    private static Set<String> lower(Enum<?>[] words) {
        return set(Arrays.stream(words).map(word -> word.name().toLowerCase(Locale.ROOT)));
    }

    private static Set<String> set(Stream<String> words) {
        return words.collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonNode> written(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(TranscriptFixture.TRANSCRIPTS)) {
            List<Path> some = files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
            List<JsonNode> lines = new ArrayList<>();
            for (Path path : some) {
                Files.readAllLines(path).forEach(line -> lines.add(StrictJson.parse(line)));
            }
            return lines;
        }
    }
}
