package io.dashstream.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PropertyTest {

    private static final long SEED = 42;

    @Test
    void everyCaseRunsWithRisingSizes() {
        List<Integer> sizes = new ArrayList<>();

        Property.check("sizes rise", 100, SEED, Optional.empty(), (random, size) -> sizes.add(size));

        assertThat(sizes).hasSize(100).isSorted().startsWith(1).endsWith(Property.LARGEST_SIZE);
    }

    @Test
    void casesDifferAndRunsWithOneSeedAreTheSame() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();

        Property.check("numbers", 50, SEED, Optional.empty(), (random, size) -> first.add(random.nextLong()));
        Property.check("numbers", 50, SEED, Optional.empty(), (random, size) -> second.add(random.nextLong()));

        assertThat(first).doesNotHaveDuplicates().isEqualTo(second);
    }

    @Test
    void aSeedIsANumberOrAnotherOneEveryTime() {
        assertThat(Property.seedOf("42")).isEqualTo(SEED);
        assertThat(Property.seedOf("random")).isNotEqualTo(Property.seedOf("random"));
    }

    @Test
    void aFailureNamesSeedAndCaseAndTheSmallestSizeThatFails() {
        AssertionError failure = failureOf(Optional.empty());

        assertThat(failure)
                .hasMessageContaining("Property does not hold: sizes stay below 25")
                .hasMessageContaining("size 25 (first seen with size ")
                .hasMessageContaining("-Ddashstream.property.seed=42 -Ddashstream.property.case=")
                .hasRootCauseMessage("too large: 25");
    }

    @Test
    void theCaseThatAFailureNamesFailsAloneToo() {
        String message = String.valueOf(failureOf(Optional.empty()).getMessage());
        int index = Integer.parseInt(message.substring(message.lastIndexOf('=') + 1));

        assertThat(failureOf(Optional.of(index)).getMessage()).isEqualTo(message);
        assertThatCode(() -> check(Optional.of(index - 1))).doesNotThrowAnyException();
    }

    private static AssertionError failureOf(Optional<Integer> only) {
        return catchThrowableOfType(AssertionError.class, () -> check(only));
    }

    private static void check(Optional<Integer> only) {
        Property.check("sizes stay below 25", 7, SEED, only, (random, size) -> {
            if (size >= 25) {
                throw new IllegalStateException("too large: " + size);
            }
        });
    }
}
