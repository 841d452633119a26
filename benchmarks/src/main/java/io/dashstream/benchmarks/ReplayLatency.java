package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.StartFrom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How old an event is when a live session hands it to its channel, counted from the call that reported it, at 5 000
 * events a second through a broker in another process; beside a bare producer and consumer with the same settings.
 */
final class ReplayLatency {

    private static final int PER_SECOND = 5_000;
    private static final int EVENTS = 20 * PER_SECOND;
    /** What comes first warms up. */
    private static final int MEASURED_FROM = 5 * PER_SECOND;

    private static final int VALUE_BYTES = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final long[] called = new long[EVENTS];
    private final long[] arrived = new long[EVENTS];
    private final CountDownLatch all = new CountDownLatch(EVENTS);

    private ReplayLatency() {}

    static void print() {
        try (KafkaProcess broker = KafkaProcess.builder().defaultPartitions(1).start()) {
            broker.createTopic("bare", 1);
            broker.createTopic("runs", 1);
            MarkdownTable table = new MarkdownTable("live latency at 5 000 events/s");
            new ReplayLatency().bare(broker.bootstrapServers()).put(table, "KafkaProducer to KafkaConsumer");
            new ReplayLatency().ours(broker.bootstrapServers()).put(table, "dashstream, call to session");
            table.print();
        }
    }

    private Percentiles ours(String servers) {
        try (DashStreamProducer producer = DashStreamProducer.builder()
                        .bootstrapServers(servers)
                        .topic("runs")
                        .build();
                ReplayReader reader = ReplayReader.builder()
                        .bootstrapServers(servers)
                        .topic("runs")
                        .build()) {
            RunScope run = producer.startRun(RunSpec.of("customer-7"));
            producer.flush(Duration.ofSeconds(30));
            reader.start();
            reader.awaitCaughtUp(PATIENCE);
            long before = reader.stats().records();
            ReplaySession session = reader.openSession(new Arrivals(before), SessionSettings.DEFAULT);
            session.resume(ResumeRequest.from(StartFrom.earliest()));
            paced(index -> run.optimizationEnded("prompt-7", "search", index, 0.5, "converged"));
            Percentiles measured = measured();
            session.close(CloseReason.CLIENT_LEFT);
            return measured;
        }
    }

    private Percentiles bare(String servers) {
        ExecutorService reading = Executors.newSingleThreadExecutor();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 5, "batch.size", 256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Future<?> reader = reading.submit(() -> consume(servers));
            byte[] value = new byte[VALUE_BYTES];
            paced(index -> {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>("bare", value));
            });
            Percentiles measured = measured();
            reader.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return measured;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            reading.shutdownNow();
        }
    }

    private void consume(String servers) {
        TopicPartition partition = new TopicPartition("bare", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (all.getCount() > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    arrived((int) record.offset());
                }
            }
        }
    }

    private void paced(IntConsumer call) {
        long started = System.nanoTime();
        for (int index = 0; index < EVENTS; index++) {
            long due = started + index * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            called[index] = System.nanoTime();
            call.accept(index);
        }
    }

    private void arrived(int index) {
        arrived[index] = System.nanoTime();
        all.countDown();
    }

    private Percentiles measured() {
        try {
            if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(all.getCount() + " events did not arrive");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        long[] nanos = new long[EVENTS - MEASURED_FROM];
        for (int index = MEASURED_FROM; index < EVENTS; index++) {
            nanos[index - MEASURED_FROM] = arrived[index] - called[index];
        }
        return new Percentiles(nanos);
    }

    /** The session's channel: one run in one partition, so records come in the order of the calls. */
    private final class Arrivals implements AlwaysReady {

        private final long skip;

        Arrivals(long skip) {
            this.skip = skip;
        }

        @Override
        public void take(SessionSignal signal) {
            if (signal instanceof SessionSignal.Records page) {
                page.records().forEach(record -> {
                    long index = record.offset() - skip;
                    if (index >= 0 && index < EVENTS) {
                        arrived((int) index);
                    }
                });
            }
        }
    }
}
