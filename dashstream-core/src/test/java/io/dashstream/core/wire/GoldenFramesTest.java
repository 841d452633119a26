package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.wire.GoldenFrames.Golden;
import io.dashstream.core.wire.v1.Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFramesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Refused when writing, or by a policy after decoding; and one that takes a frame too large for a text file. */
    static final Set<WireException.Reason> NOT_BY_DECODING = Set.of(
            WireException.Reason.NEWER_SCHEMA,
            WireException.Reason.INVALID_ID,
            WireException.Reason.INVALID_ARGUMENT,
            WireException.Reason.TOO_COMPLEX);

    static List<Golden> all() {
        return GoldenFrames.all();
    }

    static Set<String> plain() {
        return GoldenMessages.plain().keySet();
    }

    @ParameterizedTest
    @CsvSource({
        "event-node-start, 000a390a2f0a10000102030405060708090a0b0c0d0e0f108080f9c0c1c482031a0764656661756c742203742d31"
                + "280130014801100a1a04706c616e",
        "state-diff, 0012790a2f0a10000102030405060708090a0b0c0d0e0f108080f9c0c1c482031a0764656661756c742203742d"
                + "312802300248011a0d080212062f636f756e741a01321a0b12042f6c2f301a032278221a08080112042f6f6c64"
                + "2220f35279c8aa6b00bc82d43a191596cc3b41b7de7899ee16e36a08efe3afc45103"
    })
    @DisplayName("The two frames that the format's description gives in full are written byte for byte")
    void theFramesOfTheDescriptionAreWrittenByteForByte(String name, String hex) {
        try (FrameEncoder encoder = FrameEncoder.builder().build()) {
            EncodedFrame frame = encoder.encode(GoldenMessages.plain().get(name));

            assertThat(HexFormat.of().formatHex(frame.bytes())).isEqualTo(hex);
            assertThat(GoldenFrames.named(name).hex()).isEqualTo(hex);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plain")
    @DisplayName("CO-22: every plain golden frame is what its message is written as")
    void everyPlainFrameIsWhatItsMessageIsWrittenAs(String name) {
        try (FrameEncoder encoder = FrameEncoder.builder()
                .compressionThresholdBytes(Integer.MAX_VALUE)
                .build()) {
            String written = HexFormat.of()
                    .formatHex(encoder.encode(GoldenMessages.plain().get(name)).bytes());

            assertThat(GoldenFrames.named(name).hex()).isEqualTo(written);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("CO-22: every golden frame decodes to its JSON, or is refused for its reason, in both modes")
    void everyFrameDecodesToItsJsonOrIsRefusedForItsReason(Golden golden) {
        for (FrameDecoder.Mode mode : FrameDecoder.Mode.values()) {
            try (FrameDecoder decoder = FrameDecoder.builder().mode(mode).build()) {
                if (golden.verdict(mode).equals("message")) {
                    assertThat(throughText(ProtoJson.of(decoder.decode(golden.bytes()))))
                            .isEqualTo(golden.expected().get("message"));
                } else {
                    assertThatExceptionOfType(WireException.class)
                            .isThrownBy(() -> decoder.decode(golden.bytes()))
                            .extracting(e -> e.reason().label())
                            .isEqualTo(golden.verdict(mode));
                }
            }
        }
    }

    @Test
    @DisplayName("CO-22: the golden frames cover every kind and every reason for refusal")
    void theGoldenFramesCoverEveryKindAndReason() {
        List<String> verdicts = all().stream()
                .flatMap(golden -> Stream.of(FrameDecoder.Mode.values()).map(golden::verdict))
                .toList();
        Set<String> kinds = GoldenMessages.plain().values().stream()
                .map(message -> MessageKind.of(message).label())
                .collect(Collectors.toSet());

        assertThat(kinds)
                .containsAll(Arrays.stream(MessageKind.values())
                        .map(MessageKind::label)
                        .toList());
        assertThat(verdicts)
                .contains("message")
                .containsAll(Stream.of(WireException.Reason.values())
                        .filter(reason -> !NOT_BY_DECODING.contains(reason))
                        .map(WireException.Reason::label)
                        .toList());
    }

    @Test
    @DisplayName("CO-10, CO-22: golden frames with a newer schema are found by the policy, and no others")
    void newerGoldenFramesAreFoundByThePolicy() {
        Set<String> newer = new TreeSet<>();
        GoldenMessages.plain().forEach((name, message) -> {
            if (SchemaVersion.newerIn(message).isPresent()) {
                newer.add(name);
            }
        });

        assertThat(newer).containsExactly("schema-version-2", "schema-version-2-inside-batch");
    }

    @Test
    @DisplayName("CO-22: the index names every file, and nothing else")
    void theIndexNamesEveryFile() throws URISyntaxException, IOException {
        Path folder = Path.of(
                        GoldenFramesTest.class.getResource("/golden/index.txt").toURI())
                .resolveSibling(".");
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            Set<String> expected = GoldenFrames.names().stream()
                    .flatMap(name -> Stream.of(name + ".hex", name + ".json"))
                    .collect(Collectors.toSet());
            expected.addAll(Set.of("index.txt", "README.md"));

            assertThat(names).isEqualTo(expected);
        }
        assertThat(GoldenFrames.names())
                .doesNotHaveDuplicates()
                .startsWith(GoldenMessages.plain().keySet().toArray(String[]::new));
    }

    @Test
    @DisplayName("docs/wire-format.md shows the two frames as they are, names every reason, kind and header field")
    void theDocumentationIsTrue() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "wire-format.md"));

        assertThat(text.lines())
                .contains(
                        GoldenFrames.named("event-node-start").hex(),
                        GoldenFrames.named("state-diff").hex());
        assertThat(text)
                .contains(Stream.of(WireException.Reason.values())
                        .map(reason -> "`" + reason.label() + "`")
                        .toList())
                .contains(Stream.of(MessageKind.values())
                        .map(kind -> "`" + kind.label() + "`")
                        .toList())
                .contains(Header.getDescriptor().getFields().stream()
                        .map(field -> "`" + field.getName() + "`")
                        .toList());
    }

    private static JsonNode throughText(JsonNode json) {
        try {
            return MAPPER.readTree(json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
