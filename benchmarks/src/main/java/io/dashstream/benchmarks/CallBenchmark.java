package io.dashstream.benchmarks;

import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What one message costs the thread that reports it, beside a span of OpenTelemetry with as many attributes. Bursts that fit both
 * queues, sinks that throw everything away; between bursts the queues are emptied outside the measured time. That nothing was
 * dropped is checked at the end.
 */
public class CallBenchmark {

    private static final int BURST = 512;
    private static final AttributeKey<String> A = AttributeKey.stringKey("thread");
    private static final AttributeKey<String> B = AttributeKey.stringKey("node");
    private static final AttributeKey<String> C = AttributeKey.stringKey("optimization_id");
    private static final AttributeKey<Long> D = AttributeKey.longKey("variants_tested");
    private static final AttributeKey<Double> E = AttributeKey.doubleKey("improvement_delta");
    private static final AttributeKey<String> F = AttributeKey.stringKey("termination_reason");

    /** Our producer, shared by all measured threads. */
    @State(Scope.Benchmark)
    public static class Ours {

        final DashStreamProducer producer = DashStreamProducer.builder()
                .sink(new NoSink())
                .queueCapacity(100_000)
                .build();

        /** Checks that what was measured was done. */
        @TearDown
        public void check() {
            producer.close();
            if (producer.stats().dropped().values().stream().anyMatch(count -> count > 0)) {
                throw new IllegalStateException("dropped: " + producer.stats());
            }
        }
    }

    /** A run and a node of it for each measured thread, as graphs have. */
    @State(Scope.Thread)
    public static class OurRun {

        private static final AtomicInteger RUNS = new AtomicInteger();
        private @Nullable RunScope run;

        /**
         * Begins the run.
         *
         * @param ours the producer
         */
        @Setup
        public void begin(Ours ours) {
            run = ours.producer.startRun(RunSpec.of("thread-" + RUNS.incrementAndGet()));
        }

        /**
         * Empties the queue.
         *
         * @param ours the producer
         */
        @Setup(Level.Invocation)
        public void empty(Ours ours) {
            ours.producer.flush(Duration.ofSeconds(10));
        }

        private RunScope run() {
            return Objects.requireNonNull(run);
        }
    }

    /** OpenTelemetry's batch processor with an exporter that does nothing. */
    @State(Scope.Benchmark)
    public static class Theirs {

        private final AtomicInteger exported = new AtomicInteger();
        private final AtomicInteger made = new AtomicInteger();
        private final SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(new NoExporter(exported))
                        .setMaxQueueSize(100_000)
                        .build())
                .build();
        private final Tracer tracer = provider.get("benchmark");

        /** Empties the queue. */
        @Setup(Level.Invocation)
        public void empty() {
            provider.forceFlush().join(10, TimeUnit.SECONDS);
        }

        /** Checks that what was measured was done. */
        @TearDown
        public void check() {
            provider.forceFlush().join(10, TimeUnit.SECONDS);
            provider.close();
            if (exported.get() != made.get()) {
                throw new IllegalStateException(made + " spans made, " + exported + " exported");
            }
        }
    }

    /**
     * One event of ours: node, four attributes and whose it is, which is six for a span.
     *
     * @param mine the run
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void dashstreamEvent(OurRun mine) {
        for (int index = 0; index < BURST; index++) {
            mine.run().optimizationEnded("prompt-7", "search", index, 0.5, "converged");
        }
    }

    /**
     * The same on four threads at once.
     *
     * @param mine as above
     */
    @Benchmark
    @Threads(4)
    @OperationsPerInvocation(BURST)
    public void dashstreamEventFourThreads(OurRun mine) {
        dashstreamEvent(mine);
    }

    /**
     * A node's start and end, two events of ours, the second with what became of it.
     *
     * @param mine the run
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void dashstreamNodeStartAndEnd(OurRun mine) {
        for (int index = 0; index < BURST; index++) {
            mine.run().node("search").complete();
        }
    }

    /**
     * The same on four threads at once.
     *
     * @param mine as above
     */
    @Benchmark
    @Threads(4)
    @OperationsPerInvocation(BURST)
    public void dashstreamNodeStartAndEndFourThreads(OurRun mine) {
        dashstreamNodeStartAndEnd(mine);
    }

    /**
     * The start and end of one span, with six attributes.
     *
     * @param theirs the tracer
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void openTelemetrySpan(Theirs theirs) {
        for (int index = 0; index < BURST; index++) {
            Span span = theirs.tracer.spanBuilder("search").startSpan();
            span.setAttribute(A, "customer-7")
                    .setAttribute(B, "search")
                    .setAttribute(C, "prompt-7")
                    .setAttribute(D, (long) index)
                    .setAttribute(E, 0.5)
                    .setAttribute(F, "converged");
            span.end();
        }
        theirs.made.addAndGet(BURST);
    }

    /**
     * The same on four threads at once.
     *
     * @param theirs as above
     */
    @Benchmark
    @Threads(4)
    @OperationsPerInvocation(BURST)
    public void openTelemetrySpanFourThreads(Theirs theirs) {
        openTelemetrySpan(theirs);
    }

    private record NoExporter(AtomicInteger exported) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            exported.addAndGet(spans.size());
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
