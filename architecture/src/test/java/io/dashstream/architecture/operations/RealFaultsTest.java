package io.dashstream.architecture.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Recording;
import io.dashstream.architecture.promql.Scrape;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Alerts over what our meters really show when something really fails: scrapes that are taken then, as if a minute lay between two. */
class RealFaultsTest {

    private static final List<AlertRule> RULES = AlertRule.all();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Scrape> scrapes = new ArrayList<>();

    /** A sink that holds the worker until it may go on, and then refuses all. */
    private static final class StuckSink implements TelemetrySink {

        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
            open.await();
            completion.done(new IllegalStateException("refused on purpose"));
        }

        @Override
        public void close(Duration timeout) {
            open.countDown();
        }
    }

    private void scrape(int times) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        Scrape.parse(registry.scrape())
                .values()
                .forEach((labels, value) -> values.put(labels.with("instance", "real:8080"), value));
        for (int time = 0; time < times; time++) {
            scrapes.add(new Scrape(values));
        }
    }

    private Set<String> fired() {
        return new Alerts(RULES, new Recording(Duration.ofMinutes(1), scrapes))
                .rulesBetween(Duration.ZERO, Duration.ofHours(1));
    }

    @Test
    @DisplayName(
            "ME-16: a reader that can't reach its broker is found out, and what it does not know fires nothing else")
    void unreachableBroker() {
        try (AllMeters all = new AllMeters().bindTo(registry)) {
            assertThat(all).isNotNull();
            scrape(10);
        }
        assertThat(fired()).containsExactlyInAnyOrder("DashStreamReaderNotLive", "DashStreamLagMissing");
    }

    @Test
    @DisplayName("ME-16: a sink that hangs is found out before a message is lost, and a loss once there is one")
    void hangingSink() {
        StuckSink sink = new StuckSink();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(100).build()) {
            producer.meters().bindTo(registry);
            scrape(5);
            RunScope run = producer.startRun(RunSpec.of("graph"));
            for (int edge = 0; edge < 90; edge++) {
                run.edge("a", "b");
            }
            scrape(5);
            assertThat(fired()).contains("DashStreamQueueFilling").doesNotContain("DashStreamTelemetryDropped");

            for (int edge = 0; edge < 90; edge++) {
                run.edge("a", "b");
            }
            scrape(2);
            assertThat(fired()).contains("DashStreamTelemetryDropped").doesNotContain("DashStreamSendFailures");

            sink.open.countDown();
            await().until(() -> registry.get("dashstream.queue.depth").gauge().value() == 0);
            scrape(2);
            assertThat(fired()).contains("DashStreamSendFailures").doesNotContain("DashStreamTelemetryDropsGoOn");
        }
    }
}
