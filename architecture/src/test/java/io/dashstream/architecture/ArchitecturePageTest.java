package io.dashstream.architecture;

import static io.dashstream.architecture.DashStreamClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The map of {@code docs/architecture.md} is that of the land. */
class ArchitecturePageTest {

    private static final String ROOT = "io.dashstream.";

    /** Not read with {@link DashStreamClasses#ALL}, but on the map. */
    private static final Set<String> ALSO_THERE = Set.of("core.wire.v1", "kafka.embedded", "replay.dialect.v2.frames");

    private static final Pattern PACKAGE =
            Pattern.compile("^\\|[^|]*\\| `((?:core|producer|replay|kafka)[a-z0-9.]*)` \\|", Pattern.MULTILINE);

    @Test
    void everyPackageIsOnThePageAndNoOther() throws IOException {
        Set<String> packages = ALL.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        packages.addAll(ALSO_THERE);

        Set<String> onThePage = PACKAGE.matcher(Files.readString(Path.of("..", "docs", "architecture.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(onThePage).isEqualTo(packages);
    }
}
