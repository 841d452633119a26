package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/replay.md shows is what the integration tests run. */
class EmbeddingDocsTest {

    private static final Path HERE = Path.of("src", "test", "java", "io", "dashstream", "replay", "endpoint");
    private static final Path SPRING = Path.of(
            "..", "examples", "spring-boot-server", "src", "main", "java", "io", "dashstream", "examples", "spring");

    @ParameterizedTest
    @ValueSource(strings = {"JettyServer", "TomcatServer", "SpringServer"})
    @DisplayName("each line of the documented embedding is a line of the tested one")
    void documentedLinesAreTested(String type) throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "replay.md"));
        Matcher block = Pattern.compile("<!-- as in " + type + " -->\\n```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(docs);
        assertThat(block.find()).as("a block for %s", type).isTrue();
        List<String> tested =
                Files.readAllLines((type.equals("SpringServer") ? SPRING : HERE).resolve(type + ".java")).stream()
                        .map(String::strip)
                        .toList();
        assertThat(block.group(1).lines().map(String::strip).toList())
                .isNotEmpty()
                .isSubsetOf(tested);
    }
}
