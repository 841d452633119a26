package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.wire.Messages;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PR-06: a thread that comes back, whose numbers begin anew, is never taken for old news. */
class ComingBackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Keeps what one thread sends. */
    private static final class SinkOfOneThread implements TelemetrySink {

        private final ConcurrentLinkedQueue<TelemetryRecord> records = new ConcurrentLinkedQueue<>();

        @Override
        public void send(TelemetryRecord record, Completion completion) {
            if (record.threadId().equals("t")) {
                records.add(record);
            }
            completion.done(null);
        }

        @Override
        public void close(Duration timeout) {}
    }

    private final SinkOfOneThread sink = new SinkOfOneThread();

    private static void run(DashStreamProducer producer, String runId) {
        RunScope run = producer.startRun(RunSpec.of("t").runId(runId).initialState(Map.of("run", runId, "n", 0)));
        run.state(Map.of("run", runId, "n", 1));
        run.complete();
    }

    private void assertThatBothRunsAreShownWhole() {
        RunAssembler assembler = RunAssembler.builder().build();
        sink.records.forEach(record -> assembler.accept(TestSink.decode(record)));
        assembler.flush();

        List<RunState> runs = List.copyOf(assembler.runs());
        assertThat(runs).extracting(run -> run.key().runId()).containsExactlyInAnyOrder("first", "second");
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.status()).isEqualTo(RunState.Status.LIVE);
            assertThat(run.state().orElseThrow().value())
                    .isEqualTo(
                            StrictJson.parse("{\"n\":1,\"run\":\"" + run.key().runId() + "\"}"));
        });
        assertThat(assembler.counts().duplicates()).isZero();
        assertThat(assembler.counts().holes()).isZero();
    }

    private long firstSequenceOf(int message) {
        return Messages.header(TestSink.decode(List.copyOf(sink.records).get(message)))
                .getSequence();
    }

    @Test
    @DisplayName("PR-06: after 100 000 other threads, a thread begins anew and both its runs are shown whole")
    void afterAHundredThousandOtherThreads() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            run(producer, "first");
            for (int thread = 0; thread < 100_000; thread++) {
                producer.startRun(RunSpec.of("other-" + thread)).complete();
                if (thread % 4_000 == 0) {
                    assertThat(producer.flush(PATIENCE).complete()).isTrue();
                }
            }
            run(producer, "second");
            assertThat(producer.flush(PATIENCE).complete()).isTrue();
            assertThat(Sums.total(producer.stats().dropped())).isZero();
        }

        assertThat(firstSequenceOf(sink.records.size() / 2))
                .as("the second run's first number")
                .isEqualTo(1);
        assertThatBothRunsAreShownWhole();
    }

    @Test
    @DisplayName("PR-06: after the process was started again, both runs of a thread are shown whole")
    void afterARestartOfTheProcess() {
        for (String runId : List.of("first", "second")) {
            try (DashStreamProducer producer =
                    DashStreamProducer.builder().sink(sink).build()) {
                run(producer, runId);
            }
        }

        assertThat(firstSequenceOf(sink.records.size() / 2)).isEqualTo(1);
        assertThatBothRunsAreShownWhole();
    }

    @Test
    void numbersThatBeginAtTheClockGoUpOverARestart() {
        FakeTime time = new FakeTime();
        for (String runId : List.of("first", "second")) {
            try (DashStreamProducer producer = DashStreamProducer.builder()
                    .sink(sink)
                    .time(time)
                    .sequenceStart(SequenceStart.CLOCK)
                    .build()) {
                run(producer, runId);
            }
            time.pass(Duration.ofSeconds(1));
        }

        List<Long> numbers = sink.records.stream()
                .map(record -> Messages.header(TestSink.decode(record)).getSequence())
                .toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.get(0)).isEqualTo(1_700_000_000_000_000L);
        assertThatBothRunsAreShownWhole();
    }
}
