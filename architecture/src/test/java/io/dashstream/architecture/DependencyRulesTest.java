package io.dashstream.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.dashstream.architecture.DashStreamClasses.ALL;
import static io.dashstream.architecture.DashStreamClasses.CORE;
import static io.dashstream.architecture.DashStreamClasses.PRODUCER;
import static io.dashstream.architecture.DashStreamClasses.REPLAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may depend on whom. The picture is in docs/architecture.md. */
class DependencyRulesTest {

    @Test
    void theRulesLookAtAllThreeLibraries() {
        for (String module : List.of(CORE, PRODUCER, REPLAY)) {
            assertThat(ALL.stream().filter(type -> type.getPackageName().startsWith(module)))
                    .as("classes of %s", module)
                    .isNotEmpty();
        }
    }

    @Test
    void theCoreKnowsNeitherItsUsersNorKafkaNorMetrics() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PRODUCER + "..", REPLAY + "..", "org.apache.kafka..", "io.micrometer..")
                .check(ALL);
    }

    @Test
    void producerAndReplayDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage(PRODUCER + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(REPLAY + "..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(REPLAY + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PRODUCER + "..")
                .check(ALL);
    }

    @Test
    void noLibraryUsesTheEmbeddedBrokerOrKafkaServerCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dashstream.kafka..", "io.dashstream.testing..", "kafka..", "org.apache.kafka.server..")
                .check(ALL);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.dashstream.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void onlyTheMeterClassesTouchMicrometerSoThatItStaysOptional() {
        noClasses()
                .that()
                .haveSimpleNameNotContaining("Meter")
                .and()
                .haveSimpleNameNotContaining("Builder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(ALL);
    }

    @Test
    void onlyTheRedisStoreTouchesItsLibrariesSoThatTheyStayOptional() {
        noClasses()
                .that()
                .resideOutsideOfPackage(REPLAY + ".store.redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..")
                .check(ALL);
    }

    @Test
    void oneFactoryPerModuleMakesKafkaClients() {
        classes()
                .that(new MakesKafkaClients())
                .should()
                .haveSimpleNameEndingWith("ClientFactory")
                .orShould()
                .haveSimpleNameEndingWith("KafkaClients")
                .allowEmptyShould(true)
                .check(ALL);
    }
}
