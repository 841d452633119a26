package io.dashstream.replay.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.access.ClientAddress.Quality;
import io.dashstream.replay.access.ClientAddressResolver;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReaderSettings;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.redis.RedisReplayStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CF-02, CF-03, RE-18: every setting has a range, says so, and is what its variable says. */
class SettingsTest {

    private static final Path DOCS = Path.of("..", "docs", "replay-settings.md");

    private static void start(String variable, String value) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAFKA_BROKERS", "127.0.0.1:1",
                "KAFKA_TOPIC", "t",
                "REDIS_URL", "redis://127.0.0.1:1",
                "DASHSTREAM_REDIS_COMMAND_TIMEOUT_MS", "10",
                "DASHSTREAM_DEAD_LETTER_TOPIC", "letters"));
        environment.put(variable, value);
        ReplayReader.builder().environment(environment).build().close();
        RedisReplayStore.builder().environment(environment).build().close();
        ClientAddressResolver.builder().environment(environment);
    }

    @ParameterizedTest
    @EnumSource(NumberSetting.class)
    @DisplayName("CF-02: the bounds of a number are taken, and what is beyond them stops the start")
    void numbersHaveBounds(NumberSetting setting) {
        for (long value : new long[] {setting.least(), setting.preset(), setting.most()}) {
            assertThat(setting.parsed(String.valueOf(value))).isEqualTo(value);
            assertThat(setting.checked(value)).isEqualTo(value);
        }
        List<String> wrongs = new ArrayList<>(List.of(
                String.valueOf(setting.least() - 1),
                " ",
                " 5",
                "1e3",
                "+1",
                "0x10",
                "1.0",
                "٣",
                "99999999999999999999"));
        if (setting.most() < Long.MAX_VALUE) {
            wrongs.addAll(List.of(String.valueOf(setting.most() + 1), String.valueOf(Long.MAX_VALUE)));
        }
        for (String wrong : wrongs) {
            assertThatThrownBy(() -> start(setting.variable(), wrong))
                    .as("%s=%s", setting.variable(), wrong)
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining(setting.settingName())
                    .hasMessageContaining(setting.variable())
                    .hasMessageContaining(wrong)
                    .hasMessageContaining("from " + setting.least() + " to " + setting.most());
        }
    }

    @ParameterizedTest
    @EnumSource(NumberSetting.class)
    @DisplayName("a variable that is set to nothing is as good as not set")
    void emptyIsNotSet(NumberSetting setting) {
        assertThat(new Environment(Map.of(setting.variable(), "")).number(setting))
                .isEmpty();
    }

    @Test
    @DisplayName("CF-02: a duration beyond what its unit can count is refused like any other")
    void durationsHaveBounds() {
        for (Duration wrong : List.of(
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofMillis(60_000).plusNanos(1),
                Duration.ofMillis(100).minusNanos(1))) {
            assertThatThrownBy(() -> NumberSetting.COLD_TIMEOUT_MS.checked(wrong))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("is " + wrong);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "DASHSTREAM_START_AT",
                "DASHSTREAM_POISON_POLICY",
                "DASHSTREAM_COLD_TIER",
                "DASHSTREAM_DEAD_LETTER_ON_FAILURE",
                "DASHSTREAM_REDIS_CLUSTER",
                "DASHSTREAM_CLIENT_HEADER"
            })
    @DisplayName("CF-02: a choice that does not exist is refused with those that do")
    void choices(String variable) {
        for (String wrong : List.of(" ", "one", "TRUE", "2")) {
            assertThatThrownBy(() -> start(variable, wrong))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining(variable)
                    .hasMessageContaining("\"" + wrong + "\"")
                    .hasMessageContaining("allowed are [");
        }
    }

    static Stream<Arguments> readerVariables() {
        Stream<Arguments> numbers = Arrays.stream(NumberSetting.values())
                .filter(setting -> !setting.variable().startsWith("DASHSTREAM_REDIS"))
                .filter(setting -> setting.compareTo(NumberSetting.TRUSTED_HOPS) < 0)
                .map(setting -> Arguments.of(setting.variable(), String.valueOf(setting.preset() + 10)));
        Stream<Arguments> others = Stream.of(
                Arguments.of("KAFKA_TOPIC", "another"),
                Arguments.of("DASHSTREAM_START_AT", "LATEST"),
                Arguments.of("DASHSTREAM_POISON_POLICY", "PAUSE"),
                Arguments.of("DASHSTREAM_COLD_TIER", "false"),
                Arguments.of("DASHSTREAM_DEAD_LETTER_TOPIC", "others"),
                Arguments.of("DASHSTREAM_DEAD_LETTER_ON_FAILURE", "WAIT"));
        return Stream.concat(numbers.filter(each -> !each.get()[0].equals("DASHSTREAM_COLD_CONSUMERS")), others);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("readerVariables")
    @DisplayName("CF-03, CF-07: what a variable says is what the reader runs with, and shows")
    void theReaderRunsWithWhatItsVariablesSay(String variable, String value) {
        Map<String, String> environment = new HashMap<>(
                Map.of("KAFKA_BROKERS", "h:1", "KAFKA_TOPIC", "t", "DASHSTREAM_DEAD_LETTER_TOPIC", "letters"));
        assertThat(settings(environment).effective().get(variable)).isNotEqualTo(value);
        environment.put(variable, value);
        assertThat(settings(environment).effective()).containsEntry(variable, value);
    }

    private static ReaderSettings settings(Map<String, String> environment) {
        environment.replace("KAFKA_BROKERS", "127.0.0.1:1");
        try (ReplayReader reader =
                ReplayReader.builder().environment(environment).build()) {
            return reader.settings();
        }
    }

    @Test
    @DisplayName(
            "CF-03: with nothing but the brokers, reader and Redis store take the topic that the producer writes to")
    void theTopicHasADefault() {
        try (ReplayReader reader = ReplayReader.builder()
                        .environment(Map.of("KAFKA_BROKERS", "127.0.0.1:1"))
                        .build();
                RedisReplayStore store = RedisReplayStore.builder()
                        .environment(Map.of("REDIS_URL", "redis://127.0.0.1:1"))
                        .build()) {
            assertThat(reader.settings().topic()).isEqualTo(TelemetryTopic.DEFAULT_NAME);
            assertThat(store.toString()).contains("{dashstream:" + TelemetryTopic.DEFAULT_NAME + "}");
        }
    }

    @Test
    @DisplayName("CF-02: a topic that Kafka would not take stops the start")
    void topicsAreKafkas() {
        for (String wrong : List.of(" ", "with space", "x".repeat(250))) {
            assertThatThrownBy(() -> start("KAFKA_TOPIC", wrong))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContainingAll("KAFKA_TOPIC", wrong, "1 to 249");
        }
    }

    @Test
    @DisplayName("CF-07: bootstrap servers among Kafka's own properties are taken")
    void kafkasPropertiesMayNameTheServers(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("kafka.properties"), "bootstrap.servers=127.0.0.1:1\n");
        ReplayReader.builder()
                .environment(Map.of("KAFKA_PROPERTIES_FILE", file.toString()))
                .build()
                .close();
    }

    @Test
    @DisplayName("a file that is not there, or is none of properties, stops the start by its name")
    void filesThatCanNotBeRead(@TempDir Path directory) throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.properties"), "a=\\u12\n");
        for (Path file : List.of(directory.resolve("none.properties"), directory, broken)) {
            assertThatThrownBy(() -> start("KAFKA_PROPERTIES_FILE", file.toString()))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContainingAll("KAFKA_PROPERTIES_FILE", file.toString());
        }
    }

    @Test
    @DisplayName("the later call wins")
    void theLaterCallWins() {
        try (ReplayReader reader = ReplayReader.builder()
                .environment(Map.of("KAFKA_BROKERS", "127.0.0.1:1", "KAFKA_TOPIC", "t", "DASHSTREAM_MAX_RUNS", "7"))
                .maxRuns(9)
                .build()) {
            assertThat(reader.settings().effective()).containsEntry("DASHSTREAM_MAX_RUNS", "9");
        }
    }

    @Test
    @DisplayName("CF-07: a Redis store takes its variables")
    void redisVariables() {
        try (RedisReplayStore store = RedisReplayStore.builder()
                .environment(Map.of(
                        "REDIS_URL", "redis://someone:s3cret@127.0.0.1:1/3",
                        "KAFKA_TOPIC", "events",
                        "DASHSTREAM_REDIS_PREFIX", "mine",
                        "DASHSTREAM_REDIS_CLUSTER", "true",
                        "DASHSTREAM_REDIS_COMMAND_TIMEOUT_MS", "11",
                        "DASHSTREAM_REDIS_RECORDS", "12",
                        "DASHSTREAM_REDIS_BYTES", "13",
                        "DASHSTREAM_REDIS_AGE_MS", "14000"))
                .build()) {
            assertThat(store.toString())
                    .contains(
                            "127.0.0.1:1/3 (cluster)",
                            "{mine:events}",
                            "maxRecords=12",
                            "maxBytes=13",
                            "PT14S",
                            "PT0.011S")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    @DisplayName("CF-07: proxies are trusted as the environment says")
    void proxyVariables() {
        ClientAddressResolver resolver = ClientAddressResolver.builder()
                .environment(Map.of(
                        "DASHSTREAM_CLIENT_HEADER", "X_FORWARDED_FOR",
                        "DASHSTREAM_TRUSTED_PROXIES", "10.0.0.0/8 , 192.0.2.1",
                        "DASHSTREAM_MAX_HOPS", "1",
                        "DASHSTREAM_MAX_HEADER_BYTES", "64"))
                .build();
        assertThat(resolver.resolve("10.1.1.1", name -> List.of("198.51.100.7")).quality())
                .isEqualTo(Quality.FORWARDED);
        assertThat(resolver.resolve("10.1.1.1", name -> List.of("198.51.100.7, 192.0.2.1"))
                        .quality())
                .isEqualTo(Quality.STOPPED_HOPS);
        assertThat(resolver.resolve("10.1.1.1", name -> List.of(" ".repeat(65))).quality())
                .isEqualTo(Quality.STOPPED_UNPARSABLE);
        ClientAddressResolver counting = ClientAddressResolver.builder()
                .environment(Map.of("DASHSTREAM_CLIENT_HEADER", "FORWARDED", "DASHSTREAM_TRUSTED_HOPS", "1"))
                .build();
        assertThat(counting.resolve("10.1.1.1", name -> List.of("for=198.51.100.7"))
                        .quality())
                .isEqualTo(Quality.FORWARDED);
    }

    @Test
    @DisplayName("CF-02, CF-04: the documented variables are those that there are, with default, range and unit")
    void everyVariableIsDocumented() throws IOException {
        List<String> lines = Files.readAllLines(DOCS);
        for (NumberSetting setting : NumberSetting.values()) {
            assertThat(lines)
                    .as(setting.variable())
                    .anyMatch(line -> line.startsWith("| `" + setting.variable() + "` | " + setting.preset() + " | "
                            + setting.least() + " | " + setting.most() + " | " + setting.unit() + " |"));
        }
        List<String> variables = new ArrayList<>(List.of(
                "KAFKA_BROKERS",
                "KAFKA_TOPIC",
                "KAFKA_PROPERTIES_FILE",
                "REDIS_URL",
                "DASHSTREAM_START_AT",
                "DASHSTREAM_POISON_POLICY",
                "DASHSTREAM_COLD_TIER",
                "DASHSTREAM_DEAD_LETTER_TOPIC",
                "DASHSTREAM_DEAD_LETTER_ON_FAILURE",
                "DASHSTREAM_REDIS_PREFIX",
                "DASHSTREAM_REDIS_CLUSTER",
                "DASHSTREAM_CLIENT_HEADER",
                "DASHSTREAM_TRUSTED_PROXIES"));
        Arrays.stream(NumberSetting.values()).map(NumberSetting::variable).forEach(variables::add);
        Arrays.stream(SessionLimit.values()).map(SessionLimit::variable).forEach(variables::add);
        assertThat(variables).doesNotHaveDuplicates();
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(Collections.unmodifiableList(variables));
    }
}
