package io.dashstream.benchmarks;

import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What one event costs each of sixteen threads, with the producer's meters bound to a registry beside without. */
public class MetersBenchmark {

    private static final int BURST = 512;
    private static final int THREADS = 16;

    /** A producer whose meters are in a registry. */
    @State(Scope.Benchmark)
    public static class Watched extends CallBenchmark.Ours {

        /** Binds the meters. */
        @Setup
        public void bind() {
            producer.meters().bindTo(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        }
    }

    /** A run of each thread. */
    @State(Scope.Thread)
    public static class Run {

        private static final AtomicInteger RUNS = new AtomicInteger();
        private @Nullable DashStreamProducer producer;
        private @Nullable RunScope scope;

        /** Empties the queue. */
        @Setup(Level.Invocation)
        public void empty() {
            if (producer != null) {
                producer.flush(Duration.ofSeconds(10));
            }
        }

        private RunScope of(DashStreamProducer chosen) {
            if (scope == null) {
                producer = chosen;
                scope = chosen.startRun(RunSpec.of("thread-" + RUNS.incrementAndGet()));
            }
            return Objects.requireNonNull(scope);
        }
    }

    /**
     * Without meters.
     *
     * @param unwatched the producer
     * @param run the thread's run
     */
    @Benchmark
    @Threads(THREADS)
    @OperationsPerInvocation(BURST)
    public void withoutMeters(CallBenchmark.Ours unwatched, Run run) {
        burst(run.of(unwatched.producer));
    }

    /**
     * With meters.
     *
     * @param watched the producer
     * @param run the thread's run
     */
    @Benchmark
    @Threads(THREADS)
    @OperationsPerInvocation(BURST)
    public void withMeters(Watched watched, Run run) {
        burst(run.of(watched.producer));
    }

    private static void burst(RunScope run) {
        for (int index = 0; index < BURST; index++) {
            run.optimizationEnded("prompt-7", "search", index, 0.5, "converged");
        }
    }
}
