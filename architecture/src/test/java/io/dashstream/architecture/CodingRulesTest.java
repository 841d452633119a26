package io.dashstream.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static io.dashstream.architecture.DashStreamClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import io.dashstream.core.DashStreamException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds for every class of the three libraries. */
class CodingRulesTest {

    /** Names of drawers, not of concepts. */
    private static final Set<String> NAMELESS_PACKAGES =
            Set.of("util", "utils", "impl", "model", "helper", "helpers", "common");

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = packages().stream()
                .filter(name -> !ALL.getPackage(name).isAnnotatedWith(NullMarked.class))
                .toList();

        assertThat(unmarked)
                .as("packages without @NullMarked in a package-info")
                .isEmpty();
    }

    @Test
    void packagesAreConcepts() {
        assertThat(packages()).noneMatch(name -> NAMELESS_PACKAGES.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    @Test
    void librariesStayOffTheConsole() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(ALL);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(ALL);
    }

    @Test
    void nobodySleepsOrExits() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
        noClasses().should().callMethod(System.class, "exit", int.class).check(ALL);
    }

    @Test
    void exceptionsThatUsersSeeShareOneRoot() {
        classes()
                .that()
                .arePublic()
                .and()
                .areAssignableTo(RuntimeException.class)
                .should()
                .beAssignableTo(DashStreamException.class)
                .check(ALL);
    }

    private static Set<String> packages() {
        return ALL.stream()
                .map(JavaClass::getPackage)
                .map(JavaPackage::getName)
                .collect(Collectors.toUnmodifiableSet());
    }
}
