package io.dashstream.producer.worker;

import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.DropReason;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.metrics.Stage;
import io.dashstream.producer.queue.TelemetryQueue;
import io.dashstream.producer.sink.TelemetrySink;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that empties the queue. It parks for a moment when there is nothing to do instead of being woken, because
 * waking a parked thread costs the one who wakes it microseconds, and that would be the graph.
 *
 * <p>{@link #flush}, {@link #stop} and {@link #isAlive} are for any thread.
 */
public final class TelemetryWorker {

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryWorker.class);
    private static final int DRAIN = 512;
    private static final long SHORTEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A bug that is there each time must not take a core. */
    private static final long REST_AFTER_DEATH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What may be remembered of the hashes of all open runs together: see {@link StateTrackers}. */
    private static final long MAX_HASH_MEMORY_BYTES = 64L << 20;

    private record FlushRequest(long target, CompletableFuture<Void> done) {}

    private final TelemetryQueue queue;
    private final ProducerCounters counters;
    private final TimeSource time;
    private final Runnable housekeeping;
    private final FrameEncoder encoder;
    private final InFlight inFlight = new InFlight();
    private final FailureLog failures;
    private final EventBatcher batcher;
    private final StateTrackers trackers;
    private final DraftProcessor processor;
    private final Queue<FlushRequest> flushRequests = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;
    private boolean interrupted;

    /**
     * Creates a worker that does not run yet.
     *
     * @param queue what it empties
     * @param sink where records go
     * @param encoder encodes them; closed when the worker ends
     * @param tools makes patches and JSON
     * @param redactor takes secrets out
     * @param ids makes message ids
     * @param counters what happened
     * @param time the clocks
     * @param settings how it behaves
     * @param threads makes its thread
     * @param housekeeping called about once a second by the worker's thread
     */
    public TelemetryWorker(
            TelemetryQueue queue,
            TelemetrySink sink,
            FrameEncoder encoder,
            StateTools tools,
            Redactor redactor,
            MessageIds ids,
            ProducerCounters counters,
            TimeSource time,
            WorkerSettings settings,
            ThreadFactory threads,
            Runnable housekeeping) {
        this.queue = queue;
        this.counters = counters;
        this.time = time;
        this.housekeeping = housekeeping;
        this.encoder = encoder;
        this.failures = new FailureLog(time, redactor);
        Courier courier = new Courier(encoder, sink, counters, failures, time, inFlight);
        this.batcher = new EventBatcher(
                settings.batchSize(), settings.batchTimeout().toNanos(), courier, ids, counters, failures, time);
        WireMessages messages = new WireMessages(redactor);
        this.trackers = new StateTrackers(redactor, MAX_HASH_MEMORY_BYTES);
        this.processor = new DraftProcessor(
                courier,
                messages,
                new StartMessages(courier, messages, counters),
                new StateMessages(
                        courier,
                        tools,
                        new CheckpointState(settings.checkpointZstdLevel(), counters),
                        ids,
                        counters,
                        time),
                batcher,
                counters,
                trackers);
        this.thread = threads.newThread(this::run);
    }

    /** Starts the thread. Once only. */
    public void start() {
        thread.start();
    }

    /**
     * Whether the worker runs.
     *
     * @return false after it has ended
     */
    public boolean isAlive() {
        return !stopped.isDone();
    }

    /**
     * Completes when the sink has answered for every message that was in the queue when this was called.
     *
     * @return a future that never fails
     */
    public CompletableFuture<Void> flush() {
        FlushRequest request = new FlushRequest(queue.offered(), new CompletableFuture<>());
        flushRequests.add(request);
        if (stopped.isDone()) {
            request.done().complete(null);
        }
        LockSupport.unpark(thread);
        return request.done();
    }

    /**
     * Ends the thread, also while the sink makes it wait; what is left in the queue is counted as dropped.
     *
     * @return completes when the thread has ended
     */
    public CompletableFuture<Void> stop() {
        stopping = true;
        thread.interrupt();
        return stopped;
    }

    private void run() {
        while (!stopping) {
            try {
                loop();
            } catch (Throwable death) {
                counters.count(Occurrence.WORKER_RESTART);
                failures.reportDeath(death);
                LockSupport.parkNanos(REST_AFTER_DEATH_NANOS);
            }
        }
        try {
            giveUpTheRest();
            encoder.close();
        } finally {
            stopped.complete(null);
        }
    }

    private void loop() {
        long park = SHORTEST_PARK_NANOS;
        long swept = time.nanoTime();
        while (!stopping) {
            int count = queue.drain(this::process, DRAIN);
            attend();
            if (time.nanoTime() - swept > TimeUnit.SECONDS.toNanos(1)) {
                swept = time.nanoTime();
                trackers.sweep(queue.offered(), queue.taken());
                housekeeping.run();
            }
            if (count == 0) {
                LockSupport.parkNanos(park);
                park = Math.min(LONGEST_PARK_NANOS, park + SHORTEST_PARK_NANOS / 4);
            } else {
                park = SHORTEST_PARK_NANOS;
            }
        }
    }

    private void process(Draft draft) {
        if (stopping || interrupted) {
            counters.dropped(draft.kind(), DropReason.SHUTDOWN_TIMEOUT);
            return;
        }
        try {
            counters.passed(Stage.QUEUE_WAIT, time.nanoTime() - draft.envelope().nanoTime());
            processor.process(draft);
        } catch (InterruptedException closing) {
            interrupted = true;
            if (!(draft instanceof Draft.Happening)) { // the batcher has settled its events itself
                counters.dropped(draft.kind(), DropReason.SHUTDOWN_TIMEOUT);
            }
        } catch (Throwable failure) {
            // One message that can't be sent must not cost the next one; its number is a hole now.
            draft.envelope().thread().markLost(draft.envelope().sequence());
            FailureReason reason = FailureLog.reasonOf(failure);
            counters.failed(draft.kind(), reason);
            failures.report(draft.kind(), reason, failure);
        }
    }

    private void attend() {
        try {
            batcher.flushDue();
            FlushRequest next = flushRequests.peek();
            while (next != null && next.target() <= queue.taken()) {
                flushRequests.remove();
                batcher.flushAll();
                CompletableFuture<Void> done = next.done();
                CompletableFuture<Void> unused = inFlight.cut().thenRun(() -> done.complete(null));
                next = flushRequests.peek();
            }
        } catch (InterruptedException closing) {
            interrupted = true;
            LOG.debug("Closed while a batch was being sent: {}", LogText.of(String.valueOf(closing.getMessage())));
        }
    }

    private void giveUpTheRest() {
        while (queue.drain(draft -> counters.dropped(draft.kind(), DropReason.SHUTDOWN_TIMEOUT), DRAIN) > 0) {
            LOG.trace("gave up a part of the queue");
        }
        int waiting = batcher.abandon();
        for (int index = 0; index < waiting; index++) {
            counters.dropped(io.dashstream.core.wire.MessageKind.EVENT, DropReason.SHUTDOWN_TIMEOUT);
        }
        for (FlushRequest request = flushRequests.poll(); request != null; request = flushRequests.poll()) {
            request.done().complete(null);
        }
    }
}
