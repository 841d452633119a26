package io.dashstream.architecture;

import static io.dashstream.architecture.DashStreamClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is public is decided, not grown: {@code public-types.txt} lists every public top-level type of the three libraries. A type
 * that is missing there is package-private by default; a new line there is a promise to users and is reviewed as one.
 */
class PublicApiTest {

    @Test
    void publicTypesAreTheListedOnes() {
        List<String> found = ALL.stream()
                .filter(PublicApiTest::isVisibleToUsers)
                .map(JavaClass::getName)
                .sorted()
                .toList();

        assertThat(String.join("\n", found))
                .as("public types; accept a change in architecture/src/test/resources/public-types.txt")
                .isEqualTo(String.join("\n", listed()));
    }

    /** What is nested in a type comes with it. */
    private static boolean isVisibleToUsers(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().isEmpty();
    }

    private static List<String> listed() {
        try (InputStream in = PublicApiTest.class.getResourceAsStream("/public-types.txt")) {
            assertThat(in).as("public-types.txt").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
