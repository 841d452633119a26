package io.dashstream.producer;

import static org.awaitility.Awaitility.await;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Keeps records like a memory sink, and can be told to make the worker wait or to fail. */
final class TestSink implements TelemetrySink {

    private static final int OPEN = 1 << 30;

    private final InMemorySink kept = new InMemorySink();
    private final Semaphore permits = new Semaphore(OPEN);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private volatile Function<TelemetryRecord, Optional<Exception>> failure = record -> Optional.empty();

    /** From now on the worker waits in {@code send}. */
    void block() {
        permits.drainPermits();
    }

    void unblock() {
        permits.drainPermits();
        permits.release(OPEN);
    }

    /** Blocks, and waits until the worker is held: what is called from now on stays in the queue. */
    void holdWorker(Runnable oneMessage) {
        block();
        oneMessage.run();
        await().until(() -> waiting.get() == 1);
    }

    void failIf(Function<TelemetryRecord, Optional<Exception>> newFailure) {
        failure = newFailure;
    }

    @Override
    public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            permits.acquire();
        } catch (InterruptedException closing) {
            interrupted.incrementAndGet();
            throw closing;
        } finally {
            waiting.decrementAndGet();
        }
        Optional<Exception> refused = failure.apply(record);
        if (refused.isPresent()) {
            completion.done(refused.get());
        } else {
            kept.send(record, completion);
        }
    }

    /** How many records were given up because the producer was closed while they hung here. */
    int interrupted() {
        return interrupted.get();
    }

    List<TelemetryRecord> records() {
        return kept.records();
    }

    List<DashStreamMessage> messages() {
        return kept.messages();
    }

    static DashStreamMessage decode(TelemetryRecord record) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return decoder.decode(record.value());
        }
    }

    @Override
    public void close(Duration timeout) {
        unblock();
    }
}
