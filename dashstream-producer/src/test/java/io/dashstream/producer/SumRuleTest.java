package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PR-08: what nobody expects to fail fails, and every message is still counted once. */
@Timeout(60)
class SumRuleTest {

    /** So many parts that receivers would refuse it, in few bytes. */
    private static final List<String> TOO_COMPLEX = Collections.nCopies(30_000, "");

    private final TestSink sink = new TestSink();

    @Test
    @DisplayName("PR-08: a batch that can't be encoded costs each of its events, and counts each")
    void aBatchThatCantBeEncodedCountsEachOfItsEvents() {
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .batchSize(4)
                .batchTimeout(Duration.ofMinutes(1))
                .maxMessageBytes(1 << 20)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            for (int index = 0; index < 3; index++) {
                run.edge("a", "b");
            }
            run.parallelStarted(TOO_COMPLEX);
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(producer.stats().failed()).containsEntry("event.encoding", 4L);
            Sums.assertClosed(producer.stats());
        }
    }

    static Stream<Throwable> undeclared() {
        return Stream.of(
                new IOException("a sink in Kotlin says nothing of what it throws"),
                new IllegalStateException("it is not open"),
                new AssertionError("a bug in the sink"),
                new Throwable("neither exception nor error"));
    }

    @ParameterizedTest
    @MethodSource("undeclared")
    @DisplayName("PR-08: a sink that throws whatever it likes costs its record only, and a flush ends")
    void aSinkThatThrowsWhatItDoesNotDeclareCostsItsRecordOnly(Throwable thrown) {
        AtomicReference<Throwable> next = new AtomicReference<>();
        sink.failIf(record -> {
            Throwable failure = next.getAndSet(null);
            if (failure != null) {
                SumRuleTest.<RuntimeException>sneak(failure);
            }
            return Optional.empty();
        });
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .batchSize(2)
                .batchTimeout(Duration.ofMinutes(1))
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            next.set(thrown);
            run.edge("a", "b");
            run.edge("b", "c");
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            run.edge("c", "d");
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(producer.stats().failed()).containsEntry("event.sink", 2L);
            assertThat(producer.stats().delivered()).containsEntry("event", 2L);
            Sums.assertClosed(producer.stats());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    @DisplayName("PR-08: a bug that hits the worker with a message in its hand costs and counts that message")
    void aBugThatHitsTheWorkerCountsTheMessageInItsHand() {
        FakeTime time = new FakeTime();
        AtomicReference<Runnable> afterNext = new AtomicReference<>();
        TelemetrySink trapping = new TelemetrySink() {
            @Override
            public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
                sink.send(record, completion);
                Runnable trap = afterNext.getAndSet(null);
                if (trap != null) {
                    trap.run();
                }
            }

            @Override
            public void close(Duration timeout) {
                sink.close(timeout);
            }
        };
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(trapping).time(time).build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            sink.holdWorker(() -> run.edge("a", "b"));
            run.edge("b", "c");
            run.edge("c", "d");
            run.edge("d", "e");
            // The one in the sink passes; the clock fails when the worker has taken out the one behind it.
            afterNext.set(time::failOnceOnTheWorker);
            sink.unblock();
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(producer.stats().failed()).containsEntry("event.encoding", 1L);
            assertThat(producer.stats().delivered()).containsEntry("event", 4L);
            Sums.assertClosed(producer.stats());
        }
    }
}
