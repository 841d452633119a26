package io.dashstream.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A finding counts as fixed only with a test of its name. */
@DisplayName("CF-06")
class FindingsTest {

    private static List<String> tests;

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            tests = files.filter(file -> isTest(file.toString().replace('\\', '/')))
                    .map(FindingsTest::textOf)
                    .toList();
        }
    }

    private static boolean isTest(String file) {
        return file.contains("/src/test/")
                && !file.contains("/target/")
                && !file.contains("/architecture/")
                && (file.endsWith(".java") || file.endsWith(".js"));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "M-{0} has a test with its number in its name")
    @ValueSource(ints = {697, 698, 699, 700, 701, 702, 703, 704, 705, 706})
    void everyFindingHasATest(int finding) {
        Pattern method = Pattern.compile("void [mM]" + finding + "_\\w+\\(");
        Pattern script = Pattern.compile("\\b(it|test)\\(['\"`][^'\"`]*M-" + finding + "\\b");

        assertThat(tests)
                .anyMatch(text ->
                        method.matcher(text).find() || script.matcher(text).find());
    }
}
