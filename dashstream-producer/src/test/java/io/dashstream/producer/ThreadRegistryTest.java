package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.event.ThreadLine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PR-06: how long a thread's numbers go on. */
class ThreadRegistryTest {

    private final ThreadRegistry threads = new ThreadRegistry(2, () -> 1);

    private ThreadLine run(String threadId) {
        ThreadLine line = threads.runBegins("default", threadId);
        threads.runEnded(line);
        return line;
    }

    @Test
    void aThreadGoesOnFromRunToRun() {
        ThreadLine first = run("t");
        run("other");

        assertThat(run("t")).isSameAs(first);
    }

    @Test
    void theThreadThatWasIdleLongestIsForgottenFirst() {
        ThreadLine oldest = run("oldest");
        ThreadLine newer = run("newer");
        run("oldest");
        run("newest");

        assertThat(run("oldest")).isSameAs(oldest);
        assertThat(run("newer")).isNotSameAs(newer);
    }

    @Test
    void aThreadWithAnOpenRunIsNeverForgotten() {
        ThreadLine open = threads.runBegins("default", "open");
        for (int index = 0; index < 10; index++) {
            run("other-" + index);
        }

        assertThat(threads.runBegins("default", "open")).isSameAs(open);
    }

    @Test
    void aThreadIsOpenUntilTheLastOfItsRunsHasEnded() {
        ThreadLine line = threads.runBegins("default", "t");
        threads.runBegins("default", "t");
        threads.runEnded(line);
        for (int index = 0; index < 10; index++) {
            run("other-" + index);
        }

        assertThat(threads.runBegins("default", "t")).isSameAs(line);
    }

    @Test
    void moreThanAreRememberedMayBeOpenAndAreForgottenAsTheyEnd() {
        ThreadLine[] lines = new ThreadLine[50];
        for (int index = 0; index < lines.length; index++) {
            lines[index] = threads.runBegins("default", "t-" + index);
        }
        assertThat(threads.size()).isEqualTo(50);
        for (ThreadLine line : lines) {
            threads.runEnded(line);
        }

        assertThat(threads.size()).isEqualTo(2);
    }

    @Test
    void equalThreadsOfTwoTenantsAreTwo() {
        assertThat(threads.runBegins("one", "t")).isNotSameAs(threads.runBegins("two", "t"));
    }

    @Test
    @DisplayName("PR-06: of 100 001 threads the first is forgotten, and no other")
    void ofOneMoreThanAreRememberedOneIsForgotten() {
        ThreadRegistry large = new ThreadRegistry(100_000, () -> 1);
        ThreadLine first = large.runBegins("default", "t-0");
        large.runEnded(first);
        ThreadLine second = large.runBegins("default", "t-1");
        large.runEnded(second);
        for (int index = 2; index <= 100_000; index++) {
            large.runEnded(large.runBegins("default", "t-" + index));
        }

        assertThat(large.size()).isEqualTo(100_000);
        assertThat(large.runBegins("default", "t-1")).isSameAs(second);
        assertThat(large.runBegins("default", "t-0")).isNotSameAs(first);
    }
}
