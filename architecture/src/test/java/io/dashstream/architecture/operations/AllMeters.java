package io.dashstream.architecture.operations;

import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Scrape;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.metrics.KafkaStoreMeters;
import io.dashstream.replay.metrics.MemoryStoreMeters;
import io.dashstream.replay.metrics.PoisonMeters;
import io.dashstream.replay.metrics.RedisStoreMeters;
import io.dashstream.replay.metrics.ReplayMeters;
import io.dashstream.replay.metrics.SessionMeters;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.redis.RedisReplayStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every part that has meters, with two producers, in one registry. Nothing is started and nothing is there to be reached. */
final class AllMeters implements AutoCloseable {

    private final DashStreamProducer one = producer("one");
    private final DashStreamProducer two = producer("two");
    private final ReplayReader reader = ReplayReader.builder()
            .bootstrapServers("localhost:1")
            .topic("t")
            .middleStore(new InMemoryReplayStore())
            .build();
    private final SessionHub hub = SessionHub.builder(reader.store()).build();
    private final RedisReplayStore redis = RedisReplayStore.builder()
            .uri("redis://localhost:1")
            .topic("t")
            .commandTimeout(Duration.ofMillis(10))
            .build();

    private static DashStreamProducer producer(String name) {
        return DashStreamProducer.builder().name(name).sink(new InMemorySink()).build();
    }

    AllMeters bindTo(MeterRegistry registry) {
        one.meters().bindTo(registry);
        two.meters().bindTo(registry);
        new ReplayMeters(reader).bindTo(registry);
        new PoisonMeters(reader).bindTo(registry);
        new MemoryStoreMeters(reader).bindTo(registry);
        new KafkaStoreMeters(reader).bindTo(registry);
        new RedisStoreMeters(redis).bindTo(registry);
        new SessionMeters(hub).bindTo(registry);
        return this;
    }

    /** The names as documented; lag is named by hand, as it has a series per partition and this reader reads none. */
    static Set<String> names(MeterRegistry registry) {
        Set<String> names = registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                // A registry without histograms of its own has a gauge for each bucket.
                .filter(name -> !name.endsWith(".histogram"))
                .collect(Collectors.toCollection(TreeSet::new));
        names.add("dashstream.consumer.lag");
        return names;
    }

    /** The names as a scrape has them; lag as above. */
    static Set<String> exported(PrometheusMeterRegistry registry) {
        Set<String> names = Scrape.parse(registry.scrape()).values().keySet().stream()
                .map(Labels::name)
                .collect(Collectors.toCollection(TreeSet::new));
        names.add("dashstream_consumer_lag");
        return names;
    }

    @Override
    public void close() {
        redis.close();
        hub.close();
        reader.close();
        two.close();
        one.close();
    }
}
