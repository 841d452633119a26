package io.dashstream.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A finding counts as fixed only with a test of its name, in each module that had to do with it. */
@DisplayName("CF-06")
class FindingsTest {

    private static final String JAVASCRIPT = "dashstream-client-js";

    private static Map<String, String> tests;

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            tests = files.filter(file -> isTest(file.toString().replace('\\', '/')))
                    .collect(Collectors.toMap(FindingsTest::module, FindingsTest::textOf, String::concat));
        }
    }

    private static boolean isTest(String file) {
        return file.contains("/src/test/")
                && !file.contains("/target/")
                && !file.contains("/architecture/")
                && (file.endsWith(".java") || file.endsWith(".test.js"));
    }

    private static String module(Path file) {
        return file.getName(1).toString();
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "M-{0} has a test with its number in its name in {1}")
    @CsvSource({
        "697, dashstream-producer",
        "698, dashstream-replay",
        "699, dashstream-producer",
        "700, dashstream-replay",
        "701, dashstream-replay",
        "702, dashstream-replay",
        "703, dashstream-replay",
        "704, dashstream-core",
        "704, " + JAVASCRIPT,
        "705, dashstream-replay",
        "706, dashstream-replay"
    })
    void everyFindingHasATest(int finding, String module) {
        Pattern name = module.equals(JAVASCRIPT)
                ? Pattern.compile("\\b(?:test|it|property)\\(\\s*['\"`][mM]-?" + finding + "\\b")
                : Pattern.compile("void [mM]" + finding + "_\\w+\\(");

        assertThat(tests.getOrDefault(module, "")).containsPattern(name);
    }
}
