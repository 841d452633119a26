package io.dashstream.replay.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.replay.run.ScriptedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes runs of many threads at a steady pace, until it is told to stop; whatever happens to the broker, it goes on. */
final class SoakProducer extends Thread {

    private static final int THREADS = 12;
    private static final int STEPS = 40;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final String bootstrapServers;
    private final String topic;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Future<RecordMetadata> last =
            CompletableFuture.failedFuture(new IllegalStateException("nothing sent"));
    private volatile boolean over;

    SoakProducer(String bootstrapServers, String topic) {
        super("soak-producer");
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        start();
    }

    @Override
    public void run() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000);
        FrameEncoder encoder = FrameEncoder.builder().build();
        List<AtomicLong> sequences = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            sequences.add(new AtomicLong());
        }
        try (KafkaProducer<String, byte[]> kafka =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int round = 0; !over; round++) {
                List<ScriptedRun> runs = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    runs.add(new ScriptedRun(new ThreadKey("tenant", "thread-" + i), "run-" + round, sequences.get(i)));
                }
                runs.forEach(run -> send(kafka, encoder, run, run.start()));
                for (int step = 0; step < STEPS && !over; step++) {
                    runs.forEach(run -> send(kafka, encoder, run, run.step()));
                }
                runs.forEach(run -> send(kafka, encoder, run, run.end()));
            }
        }
    }

    private void send(
            KafkaProducer<String, byte[]> kafka, FrameEncoder encoder, ScriptedRun run, DashStreamMessage message) {
        last = kafka.send(
                new ProducerRecord<>(
                        topic, run.key().threadId(), encoder.encode(message).bytes()),
                (written, failure) -> failures.addAndGet(failure == null ? 0 : 1));
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Stops, and returns when everything is written. */
    void finish() throws InterruptedException {
        over = true;
        join();
        assertThat(last).isDone();
        assertThat(failures).hasValue(0);
    }
}
