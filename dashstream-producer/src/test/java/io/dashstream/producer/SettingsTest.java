package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.core.wire.WireException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CF-01, CF-02, CF-03: every setting has a range, says so, and shows no secret. */
class SettingsTest {

    private static DashStreamProducerBuilder builder() {
        return DashStreamProducer.builder().sink(new TestSink());
    }

    private static void start(String variable, String value) {
        builder().environment(Map.of(variable, value)).build().close();
    }

    @ParameterizedTest
    @EnumSource(NumberSetting.class)
    void theBoundsOfANumberAreTakenAndWhatIsBeyondThemIsRefused(NumberSetting setting) {
        assertThatCode(() -> setting.parsed(String.valueOf(setting.least()))).doesNotThrowAnyException();
        assertThatCode(() -> setting.parsed(String.valueOf(setting.most()))).doesNotThrowAnyException();
        for (String wrong : List.of(
                String.valueOf(setting.least() - 1),
                String.valueOf(setting.most() + 1),
                " ",
                "1e3",
                "+1",
                "0x10",
                "1.0",
                "٣",
                "9223372036854775807",
                "99999999999999999999")) {
            assertThatThrownBy(() -> start(setting.variable(), wrong))
                    .as("%s=%s", setting.variable(), wrong)
                    .isInstanceOf(ProducerException.class)
                    .hasMessageContaining(setting.settingName())
                    .hasMessageContaining(setting.variable())
                    .hasMessageContaining(wrong)
                    .hasMessageContaining("from " + setting.least() + " to " + setting.most());
        }
        assertThatCode(() -> start(setting.variable(), "")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DASHSTREAM_SEQUENCE_START", "DASHSTREAM_STATES", "DASHSTREAM_CHECKPOINT_STATE_COMPRESSION"})
    void aChoiceThatDoesNotExistIsRefusedWithThoseThatDo(String variable) {
        for (String wrong : List.of(" ", "one", "ON", "2")) {
            assertThatThrownBy(() -> start(variable, wrong))
                    .isInstanceOf(ProducerException.class)
                    .hasMessageContaining(variable)
                    .hasMessageContaining("\"" + wrong + "\"")
                    .hasMessageContaining("allowed are [");
        }
    }

    static Stream<Arguments> wrongTexts() {
        return Stream.of(
                Arguments.of(builder().topic("with space"), "topic is \"with space\""),
                Arguments.of(builder().topic(""), "topic is \"\""),
                Arguments.of(builder().topic("x".repeat(250)), "249"),
                Arguments.of(builder().name(" "), "name is \" \""),
                Arguments.of(DashStreamProducer.builder(), "bootstrapServers (KAFKA_BROKERS) is not set"),
                Arguments.of(DashStreamProducer.builder().bootstrapServers("no port"), "Kafka's client refuses"),
                Arguments.of(
                        DashStreamProducer.builder()
                                .bootstrapServers("localhost:9092")
                                .kafkaProperty("acks", "perhaps"),
                        "acks"),
                Arguments.of(
                        DashStreamProducer.builder()
                                .bootstrapServers("localhost:9092")
                                .kafkaProperty("security.protocol", "SASL_SSL"),
                        "JAAS"),
                Arguments.of(
                        DashStreamProducer.builder()
                                .bootstrapServers("localhost:9092")
                                .kafkaProperty("security.protocol", "TLS"),
                        "security.protocol"),
                Arguments.of(builder().batchTimeout(Duration.ofSeconds(Long.MAX_VALUE)), "batchTimeoutMillis"),
                Arguments.of(builder().flushTimeout(Duration.ofMillis(-1)), "flushTimeoutMillis"),
                Arguments.of(builder().queueCapacity(0), "queueCapacity (DASHSTREAM_QUEUE_CAPACITY) is 0"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongTexts")
    void whatIsRefusedIsNamed(DashStreamProducerBuilder builder, String message) {
        assertThatThrownBy(builder::build).isInstanceOf(ProducerException.class).hasMessageContaining(message);
    }

    @Test
    @DisplayName("KA-09: Kafka's own properties come from a file, and the variables beside it win")
    void aFileHoldsKafkasProperties(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("kafka.properties");
        Files.writeString(file, "bootstrap.servers=elsewhere:9092\nclient.rack=r7\nssl.key.password=hunter2\n");
        try (DashStreamProducer producer = builder()
                .environment(Map.of("KAFKA_PROPERTIES_FILE", file.toString(), "KAFKA_BROKERS", "broker-7:9092"))
                .build()) {
            assertThat(producer.toString())
                    .contains("client.rack=", "bootstrap.servers=broker-7:9092")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    @DisplayName("a file that is not there, or is none of properties, stops the start by its name")
    void aFileThatCanNotBeReadIsRefused(@TempDir Path directory) throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.properties"), "a=\\u12\n");
        for (Path file : List.of(directory.resolve("none.properties"), directory, broken)) {
            assertThatThrownBy(() -> start("KAFKA_PROPERTIES_FILE", file.toString()))
                    .isInstanceOf(ProducerException.class)
                    .hasMessageContainingAll("KAFKA_PROPERTIES_FILE", file.toString());
        }
    }

    @Test
    void aTenantThatNoReaderTakesIsRefused() {
        assertThatThrownBy(() -> builder().tenantId("x".repeat(257)).build())
                .isInstanceOf(WireException.class)
                .hasMessageContaining("257");
    }

    static Stream<Arguments> variables() {
        Stream<Arguments> numbers = Arrays.stream(NumberSetting.values())
                .map(setting ->
                        Arguments.of(setting.variable(), setting.settingName(), String.valueOf(setting.most())));
        Stream<Arguments> others = Stream.of(
                Arguments.of("KAFKA_BROKERS", "bootstrap.servers", "broker-7:9092"),
                Arguments.of("KAFKA_TOPIC", "topic", "another-topic"),
                Arguments.of("DASHSTREAM_TENANT_ID", "tenantId", "acme"),
                Arguments.of("DASHSTREAM_SEQUENCE_START", "sequenceStart", "CLOCK"),
                Arguments.of("DASHSTREAM_STATES", "states", "OFF"),
                Arguments.of("DASHSTREAM_CHECKPOINT_STATE_COMPRESSION", "checkpointStateCompression", "ZSTD"));
        return Stream.concat(numbers, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    @DisplayName("CF-03: what a variable of the environment says is what the producer runs with, and shows")
    void aVariableSetsWhatItsNameSays(String variable, String setting, String value) {
        try (DashStreamProducer standard = builder().build();
                DashStreamProducer producer =
                        builder().environment(Map.of(variable, value)).build()) {
            assertThat(standard.toString()).doesNotContain(setting + "=" + value);
            assertThat(producer.toString()).contains(setting + "=" + value);
        }
    }

    @Test
    void theLaterCallWins() {
        try (DashStreamProducer producer = builder()
                .environment(Map.of("DASHSTREAM_QUEUE_CAPACITY", "7"))
                .queueCapacity(9)
                .build()) {
            assertThat(producer.stats().queueCapacity()).isEqualTo(9);
        }
    }

    @Test
    @DisplayName("CF-01: no secret in the text of a producer, in its errors or in its log")
    void secretsAreNotShown() {
        Map<String, Object> secrets = Map.of(
                "sasl.jaas.config", "PlainLoginModule required password=\"hunter2\";",
                "ssl.keystore.password", "hunter2",
                "ssl.key.password", "hunter2",
                "my.interceptor.token", "hunter2");
        DashStreamProducerBuilder builder = builder().bootstrapServers("localhost:9092");
        secrets.forEach(builder::kafkaProperty);
        try (DashStreamProducer producer = builder.build()) {
            assertThat(producer.toString())
                    .doesNotContain("hunter2")
                    .contains("localhost:9092", "ssl.key.password=***");
        }
        DashStreamProducerBuilder refused = DashStreamProducer.builder().bootstrapServers("localhost:9092");
        secrets.forEach(refused::kafkaProperty);
        assertThatThrownBy(() -> refused.kafkaProperty("acks", "perhaps").build())
                .satisfies(failure -> assertThat(String.valueOf(failure)).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @EnumSource(NumberSetting.class)
    @DisplayName("CF-02, CF-04: default and range of every number are those that are documented")
    void everyNumberIsDocumentedAsItIs(NumberSetting setting) throws IOException {
        List<String> cells = documented(setting.variable());
        List<String> range = List.of(cells.get(3).split(" to "));

        assertThat(DocumentedNumber.parse(cells.get(2))).isEqualTo(setting.standard());
        assertThat(range).hasSize(2);
        assertThat(DocumentedNumber.parse(range.get(0))).isEqualTo(setting.least());
        assertThat(DocumentedNumber.parse(range.get(1))).isEqualTo(setting.most());
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of("DASHSTREAM_SEQUENCE_START", "sequenceStart", SequenceStart.values()),
                Arguments.of("DASHSTREAM_STATES", "states", StateMode.values()),
                Arguments.of(
                        "DASHSTREAM_CHECKPOINT_STATE_COMPRESSION",
                        "checkpointStateCompression",
                        CheckpointStateCompression.values()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("choices")
    @DisplayName("CF-02, CF-04: default and constants of every choice are those that are documented")
    void everyChoiceIsDocumentedAsItIs(String variable, String setting, Enum<?>[] constants) throws IOException {
        List<String> cells = documented(variable);

        assertThat(Pattern.compile("`([A-Z]+)`").matcher(cells.get(3)).results().map(constant -> constant.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(constants).map(Enum::name).toList());
        try (DashStreamProducer producer = builder().build()) {
            assertThat(producer.toString())
                    .contains(setting + "=" + cells.get(2).replace("`", "") + ",");
        }
    }

    @ParameterizedTest
    @CsvSource({"KAFKA_TOPIC, topic", "DASHSTREAM_TENANT_ID, tenantId"})
    @DisplayName("CF-03, CF-04: what a text is without being set is documented")
    void everyTextIsDocumentedAsItIs(String variable, String setting) throws IOException {
        try (DashStreamProducer producer = builder().build()) {
            assertThat(producer.toString())
                    .contains(setting + "=" + documented(variable).get(2).replace("`", "") + ",");
        }
    }

    /** The cells of the row with a variable: setting, variable, default, range. */
    private static List<String> documented(String variable) throws IOException {
        return Files.readString(Path.of("..", "docs", "producer.md"))
                .lines()
                .filter(line -> line.contains("| `" + variable + "` |"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .findFirst()
                .orElseThrow(() -> new AssertionError(variable + " is not documented"));
    }

    @Test
    @DisplayName(
            "CF-02: every setting of the builder is in the documentation's table, with its variable, and the other way round")
    void everySettingIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "producer.md"));
        for (NumberSetting setting : NumberSetting.values()) {
            assertThat(docs).contains("`" + setting.variable() + "`");
        }
        List<String> documented = docs.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)).replaceAll("\\(.*", ""))
                .toList();
        List<String> others =
                List.of("build", "environment", "sink", "stateEncoder", "redactor", "name", "closeOnShutdown");
        List<String> settings = Arrays.stream(DashStreamProducerBuilder.class.getMethods())
                .filter(method -> method.getDeclaringClass() == DashStreamProducerBuilder.class)
                .map(Method::getName)
                .distinct()
                .filter(name -> !others.contains(name))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(settings);
    }
}
