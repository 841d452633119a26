package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.wire.Messages;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ClosingTest {

    /** A bean that only in part can be read. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Troubled {

        /**
         * Throws.
         *
         * @return never
         */
        public String getText() {
            throw new LinkageError("no such class");
        }

        /**
         * Overflows the stack.
         *
         * @return never
         */
        @SuppressWarnings("InfiniteRecursion")
        public String getDeep() {
            return getDeep();
        }

        /**
         * Works.
         *
         * @return 1
         */
        public int getFine() {
            return 1;
        }
    }

    private final TestSink sink = new TestSink();

    @Test
    @DisplayName("PR-10: closing with a sink that hangs ends while it hangs, and its sums are exact")
    void closingWithASinkThatHangsEndsAndItsSumsAreExact() {
        DashStreamProducer producer = DashStreamProducer.builder().sink(sink).build();
        RunScope run = producer.startRun(RunSpec.of("t"));
        producer.flush(Duration.ofSeconds(10));
        sink.holdWorker(() -> run.edge("a", "b"));
        for (int index = 0; index < 50; index++) {
            run.edge("a", "b");
        }

        DeliveryReport report = producer.close(Duration.ofMillis(500));

        assertThat(sink.interrupted()).as("records that hung until the closing").isEqualTo(1);
        assertThat(report.complete()).isFalse();
        assertThat(report.delivered()).isEqualTo(1);
        assertThat(report.called()).isEqualTo(53);
        // How far the worker has come with counting when the time is over is a matter of the machine.
        assertThat(report.dropped() + report.pending()).isEqualTo(52);
        await().until(() -> Sums.total(producer.stats().dropped()) == 52);
        Sums.assertClosed(producer.stats());
    }

    @Test
    void aFlushThatIsTooShortSaysSoAndLosesNothing() {
        DashStreamProducer producer = DashStreamProducer.builder().sink(sink).build();
        RunScope run = producer.startRun(RunSpec.of("t"));
        producer.flush(Duration.ofSeconds(10));
        sink.holdWorker(() -> run.edge("a", "b"));

        DeliveryReport early = producer.flush(Duration.ofMillis(50));
        assertThat(early.complete()).isFalse();
        assertThat(early.pending()).isEqualTo(1);

        sink.unblock();
        DeliveryReport later = producer.flush(Duration.ofSeconds(10));
        assertThat(later.complete()).isTrue();
        assertThat(later.pending()).isZero();
        producer.close();
    }

    @Test
    @DisplayName("PR-10: ending one run or callback leaves the others alone")
    void endingOneRunLeavesTheOthersAlone() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope first = producer.startRun(RunSpec.of("first"));
            DashStreamCallback second = producer.callback(RunSpec.of("second"));
            second.onGraphStart();
            first.complete();
            second.onNodeStart("plan");
            second.onNodeEnd("plan");
            second.onGraphEnd();
            producer.flush(Duration.ofSeconds(10));

            assertThat(sink.records().stream()
                            .filter(record -> record.threadId().equals("second")))
                    .hasSize(4);
        }
    }

    @Test
    void callsAfterCloseAreCountedAndHarmless() {
        DashStreamProducer producer = DashStreamProducer.builder().sink(sink).build();
        producer.close();
        int before = sink.records().size();

        assertThatCode(() -> {
                    RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 1)));
                    run.state(Map.of("n", 2));
                    run.complete();
                    producer.close();
                    producer.flush(Duration.ofMillis(10));
                })
                .doesNotThrowAnyException();

        assertThat(sink.records()).hasSize(before);
        assertThat(producer.stats().dropped()).containsKeys("event.after_close", "state_diff.after_close");
        Sums.assertClosed(producer.stats());
    }

    @Test
    void anInterruptDoesNotCutAClosingShortAndStaysSet() {
        DashStreamProducer producer = DashStreamProducer.builder().sink(sink).build();
        RunScope run = producer.startRun(RunSpec.of("t"));
        for (int index = 0; index < 500; index++) {
            run.edge("a", "b");
        }
        Thread.currentThread().interrupt();

        DeliveryReport report = producer.close(Duration.ofSeconds(20));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.complete()).isTrue();
        assertThat(report.delivered()).isEqualTo(502);
    }

    @Test
    void anInterruptEndsAFlushAndStaysSet() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            sink.holdWorker(() -> run.edge("a", "b"));
            Thread.currentThread().interrupt();

            DeliveryReport report = producer.flush(Duration.ofDays(1));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.complete()).isFalse();
            sink.unblock();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE})
    void noTimeoutIsTooLongOrTooShortToBeTaken(long seconds) {
        DashStreamProducer producer = DashStreamProducer.builder().sink(sink).build();
        producer.startRun(RunSpec.of("t")).complete();

        assertThatCode(() -> {
                    producer.flush(Duration.ofSeconds(seconds));
                    producer.close(Duration.ofSeconds(seconds));
                    assertThat(producer.flush(Duration.ofSeconds(Long.MAX_VALUE))
                                    .called())
                            .isEqualTo(2);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aSinkThatFailsToCloseDisturbsNobody() {
        TelemetrySink stubborn = new TelemetrySink() {
            @Override
            public void send(TelemetryRecord record, Completion completion) {
                completion.done(null);
            }

            @Override
            public void close(Duration timeout) {
                throw new IllegalStateException("it does not close");
            }
        };
        DashStreamProducer producer =
                DashStreamProducer.builder().sink(stubborn).build();
        producer.startRun(RunSpec.of("t")).complete();

        DeliveryReport report = producer.close(Duration.ofSeconds(10));

        assertThat(report.delivered()).isEqualTo(2);
        assertThat(producer.stats().occurrences()).containsEntry("internal_error", 1L);
    }

    @Test
    void aSinkThatFailsWithAnErrorCostsItsRecordOnly() {
        AtomicBoolean dies = new AtomicBoolean();
        sink.failIf(record -> {
            if (dies.compareAndSet(true, false)) {
                throw new AssertionError("a bug in the sink");
            }
            return Optional.empty();
        });
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            producer.flush(Duration.ofSeconds(10));
            dies.set(true);
            run.edge("a", "b");
            run.state(Map.of("n", 1));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            Sums.assertClosed(producer.stats());
            assertThat(Sums.total(producer.stats().failed())).isEqualTo(1);
            assertThat(Messages.header(sink.messages().get(sink.messages().size() - 1))
                            .getSequence())
                    .isEqualTo(3);
        }
    }

    @Test
    void aWorkerThatDiesByABugIsStartedAgainAndReported() {
        FakeTime time = new FakeTime();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).time(time).build()) {
            time.failOnceOnTheWorker();
            await().until(() -> producer.stats().occurrences().get("worker_restart") == 1L);
            RunScope run = producer.startRun(RunSpec.of("t"));
            run.complete();

            assertThat(producer.flush(Duration.ofSeconds(10)).delivered()).isEqualTo(2);
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    void userCodeThatThrowsAnythingCostsItsValueOnly() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThatCode(() -> {
                        run.state(new Troubled());
                        run.metrics(null);
                        run.parallelStarted(null);
                        run.fail(null);
                    })
                    .doesNotThrowAnyException();
            producer.flush(Duration.ofSeconds(10));

            assertThat(producer.stats().occurrences().get("state_value_fallback"))
                    .isEqualTo(2);
            assertThat(producer.stats().occurrences().get("internal_error")).isPositive();
        }
    }
}
