package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The gauges that the sister system had by name only. */
class QueueGaugesTest {

    private final TestSink sink = new TestSink();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void M697_queueDepthIsWhatWaitsForTheSinkAndZeroWhenItHasPassed() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(500).build()) {
            producer.meters().bindTo(registry);
            assertThat(gauge("dashstream.queue.depth")).isZero();
            assertThat(gauge("dashstream.queue.capacity")).isEqualTo(500);
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            sink.holdWorker(() -> run.edge("a", "b"));
            double passing = producer.stats().queueDepth();

            for (int index = 0; index < 123; index++) {
                run.edge("a", "b");
            }

            assertThat(gauge("dashstream.queue.depth")).isEqualTo(passing + 123);
            assertThat(gauge("dashstream.queue.bytes")).isGreaterThan(123 * 200.0);
            sink.unblock();
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            assertThat(gauge("dashstream.queue.depth")).isZero();
            assertThat(gauge("dashstream.queue.bytes")).isZero();
        }
    }

    @Test
    void M697_saturationShowsBeforeTheFirstDrop() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(100).build()) {
            producer.meters().bindTo(registry);
            RunScope run = producer.startRun(RunSpec.of("t"));
            sink.holdWorker(() -> run.edge("a", "b"));
            double highest = 0;
            while (Sums.total(producer.stats().dropped()) == 0) {
                highest = gauge("dashstream.queue.depth");
                run.edge("a", "b");
            }

            assertThat(highest).isEqualTo(100);
            sink.unblock();
        }
    }

    @Test
    void M697_underEightThreadsTheDepthStaysWithinItsBoundsAndEndsAtZero() throws Exception {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(200).build()) {
            producer.meters().bindTo(registry);
            ExecutorService pool = Executors.newFixedThreadPool(8);
            List<Future<?>> callers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                RunScope run = producer.startRun(RunSpec.of("t-" + thread));
                callers.add(pool.submit(() -> {
                    for (int index = 0; index < 5_000; index++) {
                        run.edge("a", "b");
                    }
                }));
            }
            AtomicBoolean broken = new AtomicBoolean();
            while (!callers.stream().allMatch(Future::isDone)) {
                double depth = gauge("dashstream.queue.depth");
                broken.compareAndSet(false, depth < 0 || depth > 200);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            pool.shutdown();

            assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
            assertThat(broken).isFalse();
            assertThat(gauge("dashstream.queue.depth")).isZero();
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    void M697_batchSizeIsWhatWasConfiguredAndRealSizesAreADistribution() {
        FakeTime time = new FakeTime();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).time(time).batchSize(7).build()) {
            producer.meters().bindTo(registry);
            assertThat(gauge("dashstream.batch.size")).isEqualTo(7);
            RunScope run = producer.startRun(RunSpec.of("t"));
            for (int index = 0; index < 9; index++) {
                run.edge("a", "b");
            }
            await().until(() -> !sink.records().isEmpty());
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            var sizes = registry.get("dashstream.batch.events").summary();
            assertThat(sizes.count()).isEqualTo(2);
            assertThat(sizes.totalAmount()).isEqualTo(9);
            assertThat(sizes.max()).isEqualTo(7);
        }
    }
}
