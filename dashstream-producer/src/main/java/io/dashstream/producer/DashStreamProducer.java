package io.dashstream.producer;

import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.capture.StateEncoder;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.metrics.ProducerMeters;
import io.dashstream.producer.queue.TelemetryQueue;
import io.dashstream.producer.sink.TelemetrySink;
import io.dashstream.producer.worker.StateTools;
import io.dashstream.producer.worker.TelemetryWorker;
import io.dashstream.producer.worker.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches graph runs and sends what they do to Kafka. One per process is enough.
 *
 * <p>Calling threads only take time, capture the state and offer to a bounded queue; one worker does the rest. When the queue is
 * full, messages are dropped and counted; when Kafka is away, the queue fills. Whatever is lost is visible: in the counters here,
 * as holes in the sequence numbers there, and the next state goes out whole.
 *
 * <pre>{@code
 * DashStreamProducer producer = DashStreamProducer.builder().bootstrapServers("localhost:9092").build();
 * try (RunScope run = producer.startRun(RunSpec.of("customer-7").initialState(state))) {
 *     State next = run.node("plan", node -> plan(state));
 *     run.complete(next);
 * }
 * producer.close();
 * }</pre>
 *
 * <p>Thread-safe. Only {@link DashStreamProducerBuilder#build()} throws.
 */
public final class DashStreamProducer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DashStreamProducer.class);

    /** What a close keeps back of its time to let the sink answer for what it has. */
    private static final double SINK_SHARE = 0.3;

    private final ProducerSettings settings;
    private final ProducerCounters counters;
    private final TelemetryQueue queue;
    private final TelemetrySink sink;
    private final Redactor redactor;
    private final TimeSource time;
    private final ClockWatch clock;
    private final ProducerCore core;
    private final ThreadRegistry threads;
    private final Set<LiveRun> openRuns = ConcurrentHashMap.newKeySet();
    private final TelemetryWorker worker;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<DeliveryReport> closed = new CompletableFuture<>();
    private final ShutdownHook shutdownHook;

    private DashStreamProducer(
            ProducerSettings settings,
            TelemetrySink sink,
            StateEncoder encoder,
            Redactor redactor,
            TimeSource time,
            StateTools tools) {
        this.settings = settings;
        this.redactor = redactor;
        this.sink = sink;
        this.time = time;
        this.clock = new ClockWatch(time);
        this.counters = new ProducerCounters();
        MessageIds ids = MessageIds.random();
        this.queue = new TelemetryQueue(
                settings.intNumber(NumberSetting.QUEUE_CAPACITY),
                settings.number(NumberSetting.QUEUE_BYTES),
                settings.number(NumberSetting.QUEUE_SOFT_MARK_PERCENT) / 100.0);
        this.core = new ProducerCore(
                queue,
                counters,
                time,
                ids,
                encoder,
                redactor,
                settings.states(),
                settings.number(NumberSetting.CHECKPOINT_INTERVAL));
        this.threads = new ThreadRegistry(
                settings.number(NumberSetting.MAX_THREADS),
                () -> settings.sequenceStart() == SequenceStart.CLOCK ? time.epochMicros() : 1);
        FrameEncoder.Builder frames = FrameEncoder.builder()
                .compressionThresholdBytes(settings.intNumber(NumberSetting.COMPRESSION_THRESHOLD_BYTES))
                .compressionLevel(settings.intNumber(NumberSetting.COMPRESSION_LEVEL))
                .maxMessageBytes(settings.intNumber(NumberSetting.MAX_MESSAGE_BYTES));
        tools.compressor().ifPresent(frames::compressor);
        this.worker = new TelemetryWorker(
                queue,
                sink,
                frames.build(),
                tools,
                redactor,
                ids,
                counters,
                time,
                new WorkerSettings(
                        settings.intNumber(NumberSetting.BATCH_SIZE),
                        Duration.ofMillis(settings.number(NumberSetting.BATCH_TIMEOUT_MILLIS)),
                        settings.checkpointStateCompression() == CheckpointStateCompression.ZSTD
                                ? OptionalInt.of(settings.intNumber(NumberSetting.COMPRESSION_LEVEL))
                                : OptionalInt.empty()),
                task -> daemon(settings.name() + "-worker", task),
                this::keepHouse);
        this.shutdownHook = new ShutdownHook(settings.name() + "-shutdown", this::close);
    }

    static DashStreamProducer start(
            ProducerSettings settings,
            TelemetrySink sink,
            StateEncoder encoder,
            Redactor redactor,
            TimeSource time,
            StateTools tools,
            boolean shutdownHook) {
        DashStreamProducer producer = new DashStreamProducer(settings, sink, encoder, redactor, time, tools);
        producer.worker.start();
        LOG.info("DashStream producer started: {}", settings);
        if (shutdownHook) {
            producer.shutdownHook.install();
        }
        return producer;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins the configuration of a producer.
     *
     * @return a builder with all defaults
     */
    public static DashStreamProducerBuilder builder() {
        return new DashStreamProducerBuilder();
    }

    /**
     * Begins a run.
     *
     * @param spec what is known of it
     * @return the run's scope, to be ended by {@code complete}, {@code fail} or {@code close}
     */
    public RunScope startRun(RunSpec spec) {
        String runId = spec.runId().orElseGet(() -> MessageIds.toText(core.ids().next()));
        ThreadLine line = threads.runBegins(spec.tenantId().orElse(settings.tenantId()), spec.threadId());
        LiveRun run = new LiveRun(new RunTelemetry(core, line, runId), spec, this::runEnded);
        openRuns.add(run);
        run.start();
        return run;
    }

    private void runEnded(LiveRun run) {
        openRuns.remove(run);
        threads.runEnded(run.telemetry().line());
    }

    /**
     * Makes a callback for a runtime that knows nodes by name only. The run begins with its
     * {@link DashStreamCallback#onGraphStart()}.
     *
     * @param spec what is known of the run
     * @return the callback, for one run
     */
    public DashStreamCallback callback(RunSpec spec) {
        return new ScopedCallback(() -> startRun(spec), core::failedInside);
    }

    /**
     * Waits until the sink has answered for everything that was called before. An interrupt ends the wait and stays set.
     *
     * @param timeout how long at most; what is longer than a long can count is as good as for ever
     * @return what became of everything so far; {@code complete} says whether the wait was long enough
     */
    public DeliveryReport flush(Duration timeout) {
        try (Deadline deadline = Deadline.in(timeout)) {
            return StatsReader.report(counters, deadline.awaitUnlessInterrupted(worker.flush()));
        }
    }

    /**
     * Closes with the configured time-out, see {@link DashStreamProducerBuilder#flushTimeout}, and logs the report.
     */
    @Override
    public void close() {
        DeliveryReport report = close(Duration.ofMillis(settings.number(NumberSetting.FLUSH_TIMEOUT_MILLIS)));
        LOG.info("DashStream producer {} closed: {}", settings.name(), report);
    }

    /**
     * Ends open runs as INCOMPLETE, refuses new calls, delivers what it can within the time, counts the rest as dropped or failed,
     * and releases everything. A second call waits for the first. An interrupt does not cut it short, because what could still be
     * delivered would be lost; it stays set.
     *
     * @param timeout how long at most; what is longer than a long can count is as good as for ever
     * @return what became of everything that was ever called; pending is only what a sink holds that answers neither an interrupt
     *     nor its own close
     */
    public DeliveryReport close(Duration timeout) {
        try (Deadline deadline = Deadline.in(timeout)) {
            if (!closing.compareAndSet(false, true)) {
                deadline.await(closed);
                return closed.getNow(StatsReader.report(counters, false));
            }
            shutdownHook.remove();
            List.copyOf(openRuns).forEach(LiveRun::closeAtOnce);
            core.close();
            boolean drained = deadline.awaitForPart(1 - SINK_SHARE, worker.flush());
            deadline.await(worker.stop());
            closeSink(deadline.left());
            DeliveryReport report = StatsReader.report(counters, drained);
            closed.complete(report);
            return report;
        }
    }

    private void closeSink(Duration timeout) {
        try {
            sink.close(timeout);
        } catch (RuntimeException failure) {
            core.failedInside(failure);
        }
    }

    /**
     * The producer's figures at this moment.
     *
     * @return a snapshot
     */
    public ProducerStats stats() {
        return StatsReader.stats(counters, queue, openRuns.size(), redactor.redactions());
    }

    /**
     * The same figures for a Micrometer registry. Needs Micrometer on the class path; nothing else here does.
     *
     * @return a binder, to be bound to any number of registries
     */
    public ProducerMeters meters() {
        ProducerMeters.Levels levels = new ProducerMeters.Levels(
                queue::depth,
                queue::bytes,
                queue.capacity(),
                settings.intNumber(NumberSetting.BATCH_SIZE),
                openRuns::size,
                redactor::redactions);
        return new ProducerMeters(settings.name(), counters, levels);
    }

    private void keepHouse() {
        if (clock.stepped()) {
            counters.count(Occurrence.CLOCK_STEP);
        }
        reapAbandonedRuns();
    }

    private void reapAbandonedRuns() {
        long limit = TimeUnit.MILLISECONDS.toNanos(settings.number(NumberSetting.RUN_IDLE_TIMEOUT_MILLIS));
        long now = time.nanoTime();
        for (LiveRun run : openRuns) {
            if (now - run.lastCall() > limit) {
                counters.count(Occurrence.RUN_REAPED);
                run.reap();
            }
        }
    }

    @Override
    public String toString() {
        return "DashStreamProducer[" + settings + "]";
    }
}
