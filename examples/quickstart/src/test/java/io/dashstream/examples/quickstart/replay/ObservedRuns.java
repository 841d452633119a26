package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.examples.agent.Corpus;
import io.dashstream.examples.agent.Pace;
import io.dashstream.examples.agent.ResearchAgent;
import io.dashstream.examples.agent.StateObserver;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.DeliveryReport;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The records of a real run of the agent, without Kafka between it and its replay.
 *
 * @param records  what was sent
 * @param delivery what the producer said of it
 */
public record ObservedRuns(List<TelemetryRecord> records, DeliveryReport delivery) {

    public static final String QUESTION =
            "Why should judges hold office during good behavior, and who declares void a law contrary to the Constitution?";

    public static ObservedRuns of(String threadId, StateObserver observer) {
        InMemorySink sink = new InMemorySink();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (DashStreamProducer telemetry =
                DashStreamProducer.builder().sink(sink).build()) {
            new ResearchAgent(Corpus.bundled(), Pace.none(), telemetry, threads).research(threadId, QUESTION, observer);
            DeliveryReport delivery = telemetry.close(Duration.ofSeconds(30));
            return new ObservedRuns(sink.records(), delivery);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The records without those of which that is true. */
    public ObservedRuns without(Predicate<DashStreamMessage> lost) {
        return new ObservedRuns(
                records.stream().filter(r -> !lost.test(decode(r))).toList(), delivery);
    }

    /** The records with something else in them. */
    public ObservedRuns with(UnaryOperator<DashStreamMessage> change) {
        return new ObservedRuns(
                records.stream().map(r -> encode(r, change.apply(decode(r)))).toList(), delivery);
    }

    /** What a client makes of the records. */
    public Replayed replay() {
        try (RunCollector collector = new RunCollector()) {
            RecordLabel label = new RecordLabel(Set.of(), StateRole.NONE, Readability.READABLE);
            for (int offset = 0; offset < records.size(); offset++) {
                collector.take(StoredRecord.wrap(
                        0, offset, 0, 0, label, records.get(offset).value()));
            }
            return collector.finish();
        }
    }

    private static DashStreamMessage decode(TelemetryRecord record) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return decoder.decode(record.value());
        }
    }

    private static TelemetryRecord encode(TelemetryRecord record, DashStreamMessage message) {
        try (FrameEncoder encoder = FrameEncoder.builder().build()) {
            return new TelemetryRecord(
                    record.tenantId(),
                    record.threadId(),
                    record.kind(),
                    record.timestampMicros(),
                    encoder.encode(message).bytes());
        }
    }
}
