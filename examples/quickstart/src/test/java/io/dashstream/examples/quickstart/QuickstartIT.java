package io.dashstream.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.MessageKind;
import io.dashstream.examples.agent.Pace;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducerBuilder;
import io.dashstream.producer.sink.KafkaSink;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QuickstartIT {

    private static final Pattern LAST_LINE = Pattern.compile(
            "(OK|FAILED) runs=(\\d+) messages=(\\d+) diffs=(\\d+)"
                    + " checkpoints=(\\d+) bytes=(\\d+) fullStateBytes=(\\d+) gaps=(\\d+) verified=(\\d+)/(\\d+)( problems=\\d+)?");

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void everythingComesBackAsItWasAndTheLastLineSaysSo() {
        assertThat(quickstart(new Options(Optional.empty(), Options.DEFAULT_TOPIC, false), UnaryOperator.identity()))
                .as(printed())
                .isEqualTo(Quickstart.OK);

        Matcher last = lastLine();
        assertThat(last.group(1)).isEqualTo("OK");
        assertThat(last.group(2)).isEqualTo("3");
        assertThat(number(last, 3)).isGreaterThan(500);
        assertThat(number(last, 4)).isGreaterThan(20);
        assertThat(number(last, 5)).isGreaterThanOrEqualTo(3);
        assertThat(number(last, 6)).isPositive().isLessThan(number(last, 7));
        assertThat(last.group(8)).isEqualTo("0");
        assertThat(last.group(9)).isEqualTo(last.group(10));
        assertThat(number(last, 9)).isGreaterThan(20);
        assertThat(last.group(11)).isNull();
        assertThat(printed())
                .contains("What came back", "Time line of run", "A change of state in run", "Answer of run");
        assertThat(printed().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("OK "));
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aBrokerThatIsGivenIsUsedAndItsTopicMayHoldOtherRuns() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            Options options = new Options(Optional.of(kafka.bootstrapServers()), "telemetry", false);

            assertThat(quickstart(options, UnaryOperator.identity())).isEqualTo(Quickstart.OK);
            assertThat(printed()).contains("yours, at " + kafka.bootstrapServers(), "telemetry, created");
            assertThat(quickstart(options, UnaryOperator.identity())).isEqualTo(Quickstart.OK);
            assertThat(printed()).contains("telemetry, was there already");
            assertThat(lastLine().group(2)).isEqualTo("3");
            assertThat(kafka.isRunning()).isTrue();
        }
    }

    @Test
    void aRecordThatIsLostOnTheWayFailsTheQuickstart() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            Options options = new Options(Optional.of(kafka.bootstrapServers()), "telemetry", false);

            int status = quickstart(
                    options, producer -> producer.sink(new LossySink(kafka.bootstrapServers(), "telemetry")));

            assertThat(status).isEqualTo(Quickstart.FAILED);
            assertThat(lastLine().group(1)).isEqualTo("FAILED");
            assertThat(lastLine().group(8)).isEqualTo("1");
            assertThat(printed()).contains("! messages ").contains("state lost");
        }
    }

    @Test
    void aBrokerThatIsNotThereFailsWithItsAddress() {
        Options options = new Options(Optional.of("127.0.0.1:1"), "telemetry", false);

        assertThat(quickstart(options, UnaryOperator.identity())).isEqualTo(Quickstart.FAILED);

        assertThat(printed().lines().reduce((first, second) -> second))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("FAILED").contains("127.0.0.1:1"));
    }

    @Test
    void aBadOptionIsToldAndNothingIsStarted() {
        int status = Quickstart.run(
                List.of("--bootstrap-servers", "here"), new PrintStream(screen), new PrintStream(errors));

        assertThat(status).isEqualTo(Quickstart.BAD_OPTION);
        assertThat(printed()).isEmpty();
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("--bootstrap-servers", "\"here\"", "HOST:PORT");
    }

    private int quickstart(Options options, UnaryOperator<DashStreamProducerBuilder> settings) {
        screen.reset();
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return Quickstart.run(
                new Demo(options, out, Pace.none(), settings),
                out,
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private Matcher lastLine() {
        String line = printed().lines().reduce((first, second) -> second).orElse("");
        Matcher matcher = LAST_LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    /** Confirms its third diff and throws it away: what no producer can know and only a reader can see. */
    private static final class LossySink implements TelemetrySink {
        private final TelemetrySink kafka;
        private final AtomicInteger diffs = new AtomicInteger();

        LossySink(String bootstrapServers, String topic) {
            this.kafka = new KafkaSink(topic, Map.of("bootstrap.servers", bootstrapServers));
        }

        @Override
        public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
            if (record.kind() == MessageKind.STATE_DIFF && diffs.incrementAndGet() == 3) {
                completion.done(null);
            } else {
                kafka.send(record, completion);
            }
        }

        @Override
        public void close(Duration timeout) {
            kafka.close(timeout);
        }
    }
}
