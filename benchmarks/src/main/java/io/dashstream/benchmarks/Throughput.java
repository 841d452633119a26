package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.DeliveryReport;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.producer.sink.TelemetryRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events per second into a broker in another process, from the first call to the last acknowledgement, beside a bare
 * KafkaProducer that sends the same bytes, encoded beforehand, with the same settings.
 */
final class Throughput {

    private static final int EVENTS = 300_000;
    private static final int ROUNDS = 5;
    private static final long BUFFER_BYTES = 64L << 20;
    private static final Map<String, Object> SETTINGS = Map.of(
            "acks",
            "all",
            "enable.idempotence",
            true,
            "linger.ms",
            5,
            "batch.size",
            256 * 1024,
            "buffer.memory",
            64L << 20);

    private Throughput() {}

    static void print() {
        try (KafkaProcess broker = KafkaProcess.builder().defaultPartitions(1).start()) {
            List<TelemetryRecord> records = encoded();
            double[] ours = new double[ROUNDS];
            double[] bare = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first one warms up
                broker.createTopic("bare" + round, 1);
                broker.createTopic("ours" + round, 1);
                double bareRate = bare(broker.bootstrapServers(), "bare" + round, records);
                double ourRate = ours(broker.bootstrapServers(), "ours" + round);
                if (round >= 0) {
                    bare[round] = bareRate;
                    ours[round] = ourRate;
                }
            }
            MarkdownTable table = new MarkdownTable("throughput, median of " + ROUNDS);
            table.put("KafkaProducer, records encoded beforehand", "events/s", median(bare));
            table.put("KafkaProducer, records encoded beforehand", "ratio", 1);
            table.put("dashstream, from the call on", "events/s", median(ours));
            table.put("dashstream, from the call on", "ratio", median(ours) / median(bare));
            table.print();
        }
    }

    /** The records of a run of many small events. */
    static List<TelemetryRecord> encoded() {
        InMemorySink sink = new InMemorySink();
        try (DashStreamProducer producer = builder().sink(sink).build()) {
            report(producer.startRun(RunSpec.of("customer-7")));
            producer.flush(Duration.ofMinutes(2));
        }
        return sink.records();
    }

    private static io.dashstream.producer.DashStreamProducerBuilder builder() {
        return DashStreamProducer.builder().queueCapacity(2 * EVENTS).queueBytes(1L << 30);
    }

    private static void report(RunScope run) {
        for (int index = 0; index < EVENTS; index++) {
            run.optimizationEnded("prompt-7", "search", index, 0.5, "converged");
        }
    }

    private static double ours(String servers, String topic) {
        try (DashStreamProducer producer = builder()
                .bootstrapServers(servers)
                .topic(topic)
                .kafkaProperty("buffer.memory", BUFFER_BYTES)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("customer-7"));
            producer.flush(Duration.ofSeconds(30));
            long started = System.nanoTime();
            report(run);
            DeliveryReport report = producer.flush(Duration.ofMinutes(2));
            double seconds = (System.nanoTime() - started) / 1e9;
            if (report.dropped() + report.failed() + report.pending() > 0) {
                throw new IllegalStateException("not everything arrived: " + report);
            }
            return EVENTS / seconds;
        }
    }

    private static double bare(String servers, String topic, List<TelemetryRecord> records) {
        Map<String, Object> settings = new java.util.HashMap<>(SETTINGS);
        settings.put("bootstrap.servers", servers);
        settings.put("max.request.size", 10 << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, topic, records.get(0));
            producer.flush();
            long started = System.nanoTime();
            for (int index = 0; index < EVENTS; index++) {
                send(producer, topic, records.get(index + 1));
            }
            producer.flush();
            return EVENTS / ((System.nanoTime() - started) / 1e9);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, TelemetryRecord record) {
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(
                        topic,
                        null,
                        record.timestampMicros() / 1_000,
                        record.threadId().getBytes(StandardCharsets.UTF_8),
                        record.value()),
                (metadata, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(failure);
                    }
                });
    }

    static double median(double[] values) {
        return DoubleStream.of(values)
                .sorted()
                .skip(values.length / 2)
                .findFirst()
                .orElseThrow();
    }
}
