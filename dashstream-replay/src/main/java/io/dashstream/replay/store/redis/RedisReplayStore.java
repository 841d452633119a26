package io.dashstream.replay.store.redis;

import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.EndsHeard;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A history in Redis (6.2 or later, one server, Sentinel or Cluster), shared by any number of servers and kept over their
 * restarts.
 *
 * <p>Each partition and epoch is a stream whose entries are named by their offsets; scripts take a batch as a whole, once,
 * and only if it follows what is there, so any number of writers is safe. A page is one round trip for all partitions, and so
 * is what the reader polled. What Redis loses (a fail-over's tail, an evicted or deleted key, everything) the next append
 * finds: it is counted, and answered with the offset from which the reader fills it again from Kafka.
 *
 * <p>While Redis does not answer, appends fail and reads are {@link Unavailable} at once; a probe in the background finds
 * when it is back. Needs {@code io.lettuce:lettuce-core}, an optional dependency.
 * Thread-safe.
 */
public final class RedisReplayStore implements ReplayStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisReplayStore.class);

    private final Settings settings;
    private final Counters counters = new Counters();
    private final AppendSignal appended = new AppendSignal();
    private final EndsHeard endsHeard = new EndsHeard();
    private final Keys keys;
    private final Circuit circuit;
    private final Link link;
    private final Lookup lookup;
    private final Ingest ingest;
    private final Pages pages;
    private final IdleTail tail;
    private final Seeks seeks;
    private final Known known = new Known();
    private final WakeUps wakeUps;
    private final Connections connections;
    private final ScheduledExecutorService background;
    private final ScheduledFuture<?> looking;
    private volatile boolean closed;

    private RedisReplayStore(Settings settings) {
        byte[] writer = Keys.bytes(UUID.randomUUID().toString());
        this.settings = settings;
        this.keys = new Keys(settings);
        this.circuit = new Circuit(settings.probeInterval(), this::away, this::back);
        this.link = new Link(circuit, counters);
        this.lookup = new Lookup(link, keys, known);
        this.ingest = new Ingest(settings, link, keys, known, lookup, counters, writer);
        this.pages = new Pages(lookup, keys, known, counters);
        this.tail = new IdleTail(appended, known, pages::bounds, System::nanoTime);
        this.seeks = new Seeks(lookup, keys, known);
        this.background = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dashstream-redis");
            thread.setDaemon(true);
            return thread;
        });
        this.wakeUps = new WakeUps(appended, counters, writer, background);
        this.connections = new Connections(settings);
        this.looking = begin();
    }

    /**
     * A store in the making.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    private ScheduledFuture<?> begin() {
        Future<?> first = background.submit(this::look);
        try {
            first.get(settings.commandTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The first look at Redis takes long");
        }
        if (!link.hasConnection()) {
            LOG.warn("Redis at {} is not there yet; the store begins without it", settings.place());
        }
        long interval = settings.probeInterval().toNanos();
        return background.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.NANOSECONDS);
    }

    /** Connects if that has not worked yet, and asks a Redis that was away whether it is back. */
    private void look() {
        try {
            if (!link.hasConnection()) {
                connect();
            }
            if (circuit.takeProbe()) {
                link.probe(lookup.probe());
            }
        } catch (RuntimeException e) {
            // Asked again at the next interval; the address is all that may be said, as a cause can hold the URI.
            LOG.debug(
                    "Redis at {} can't be reached: {}",
                    settings.place(),
                    e.getClass().getSimpleName());
        }
    }

    private void connect() {
        StatefulConnection<byte[], byte[]> made = connections.commands();
        try {
            wakeUps.listen(connections.listening(), keys.channel());
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
        EvictionPolicy.whenWrong(made, LOG::warn);
        link.connected(made);
        LOG.info("Keeping the history in Redis: {}", settings);
    }

    private void away() {
        counters.outages.increment();
        LOG.warn("Redis at {} does not answer; going on without it", settings.place());
    }

    private void back() {
        LOG.info("Redis at {} answers again", settings.place());
        appended.raise();
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        if (closed) {
            return closedStore();
        }
        BoundsResult result = ingest.open(epoch, log);
        if (result instanceof StoreBounds) {
            appended.raise();
        }
        return result;
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        ends.forEach((partition, end) -> known.saw(epoch, partition, end));
        if (known.root().filter(root -> root.epoch().equals(epoch)).isPresent()) {
            endsHeard.heard(ends.keySet());
        }
        trim();
    }

    @Override
    public long endsHeard(int partition) {
        return endsHeard.times(partition);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        if (closed) {
            return batches.stream()
                    .<AppendResult>map(batch -> new AppendResult.Failed("the store is closed"))
                    .toList();
        }
        List<AppendResult> results = ingest.append(epoch, batches);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof AppendResult.Accepted
                    && !batches.get(i).isEmpty()) {
                appended.raise();
                break;
            }
        }
        return results;
    }

    @Override
    public void trim() {
        if (!closed) {
            ingest.tend();
        }
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return closed ? CompletableFuture.completedFuture(closedStore()) : safe(pages.bounds());
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return closed ? CompletableFuture.completedFuture(closedStore()) : safe(readNow(request));
    }

    private CompletableFuture<ReadResult> readNow(ReadRequest request) {
        return tail.read(request)
                .thenCompose(nothing ->
                        nothing.map(CompletableFuture::completedFuture).orElseGet(() -> pages.read(request)));
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return closed ? CompletableFuture.completedFuture(closedStore()) : safe(seeks.find(epoch, target));
    }

    /** A stage that can't fail: what can't be understood is no answer either. */
    private static <T, U extends T> CompletionStage<T> safe(CompletableFuture<U> stage) {
        return stage.handle((result, failure) -> {
            if (failure == null) {
                return result;
            }
            LOG.warn("What Redis answered can't be used", failure);
            @SuppressWarnings("unchecked")
            T unavailable = (T) new Unavailable("what Redis answered can't be used: " + failure.getMessage());
            return unavailable;
        });
    }

    @Override
    public AppendSignal appended() {
        return appended;
    }

    /**
     * What the store has done so far.
     *
     * @return counters and levels
     */
    public RedisStoreStats stats() {
        return counters.stats(!circuit.isClosed());
    }

    @Override
    public void close() {
        closed = true;
        looking.cancel(true);
        background.shutdownNow();
        connections.close();
        appended.raise();
    }

    private static Unavailable closedStore() {
        return new Unavailable("the store is closed");
    }

    @Override
    public String toString() {
        return "RedisReplayStore " + settings;
    }

    /** Collects what a store needs; {@link #build()} checks it. */
    public static final class Builder {

        private String uri = "redis://localhost:6379";
        private boolean cluster;
        private String prefix = "dashstream";
        private String topic = TelemetryTopic.DEFAULT_NAME;
        private Duration commandTimeout = Duration.ofMillis(500);
        private Duration probeInterval = Duration.ofMillis(500);
        private RedisRetention retention = RedisRetention.DEFAULT;

        private Builder() {}

        /**
         * Takes what an environment says: {@code REDIS_URL}, {@code KAFKA_TOPIC}, and the variables that begin with
         * {@code DASHSTREAM_REDIS_}. What it does not say stays.
         *
         * @param variables the environment, such as {@link System#getenv()}
         * @return this
         * @throws ReplayException if a value is not what its setting takes
         */
        public Builder environment(Map<String, String> variables) {
            Environment environment = new Environment(variables);
            environment.text("REDIS_URL").ifPresent(this::uri);
            environment.text("KAFKA_TOPIC").ifPresent(this::topic);
            environment.text("DASHSTREAM_REDIS_PREFIX").ifPresent(this::prefix);
            environment.flag("DASHSTREAM_REDIS_CLUSTER").ifPresent(this::cluster);
            environment.millis(NumberSetting.REDIS_COMMAND_TIMEOUT_MS).ifPresent(this::commandTimeout);
            environment.millis(NumberSetting.REDIS_PROBE_INTERVAL_MS).ifPresent(this::probeInterval);
            return retention(retention.with(environment));
        }

        /**
         * Where Redis is. Default {@code redis://localhost:6379}.
         *
         * @param redisUri {@code redis://[user:password@]host[:port][/database]}, {@code rediss://} for TLS, or
         *     {@code redis-sentinel://...#master}; it is never printed
         * @return this
         */
        public Builder uri(String redisUri) {
            this.uri = redisUri;
            return this;
        }

        /**
         * Whether the URI names a node of a Redis Cluster. Default no.
         *
         * @param isCluster whether it does
         * @return this
         */
        public Builder cluster(boolean isCluster) {
            this.cluster = isCluster;
            return this;
        }

        /**
         * What all keys begin with, inside their hash tags. Default {@code dashstream}.
         *
         * @param keyPrefix 1 to 64 letters, digits, dots, underscores, hyphens and colons
         * @return this
         */
        public Builder prefix(String keyPrefix) {
            this.prefix = keyPrefix;
            return this;
        }

        /**
         * The topic whose history is kept, the one that the reader reads. Default {@link TelemetryTopic#DEFAULT_NAME}. Servers that share a history have the same prefix and topic.
         *
         * @param kafkaTopic the topic's name
         * @return this
         */
        public Builder topic(String kafkaTopic) {
            this.topic = kafkaTopic;
            return this;
        }

        /**
         * How long a command may take, and how long the writer ever waits. Default 500 ms.
         *
         * @param atMost 10 ms to 30 s
         * @return this
         */
        public Builder commandTimeout(Duration atMost) {
            this.commandTimeout = atMost;
            return this;
        }

        /**
         * How often a Redis that does not answer is asked again. Default 500 ms.
         *
         * @param interval 50 ms to 1 min
         * @return this
         */
        public Builder probeInterval(Duration interval) {
            this.probeInterval = interval;
            return this;
        }

        /**
         * How much is kept. Default {@link RedisRetention#DEFAULT}.
         *
         * @param bounds the bounds
         * @return this
         */
        public Builder retention(RedisRetention bounds) {
            this.retention = bounds;
            return this;
        }

        /**
         * Makes the store. A Redis that is not there is no error: the store is unavailable until it is.
         *
         * @return the store
         * @throws ReplayException if a setting is out of its range or the URI can't be read
         */
        public RedisReplayStore build() {
            RedisURI parsed;
            try {
                parsed = RedisURI.create(uri);
            } catch (RuntimeException e) {
                // Without the text and without the cause: both may hold a password.
                throw new ReplayException(
                        "the Redis URI can't be read; allowed are redis://[user:password@]host[:port][/database],"
                                + " rediss://... and redis-sentinel://...#master");
            }
            parsed.setTimeout(commandTimeout);
            return new RedisReplayStore(
                    new Settings(parsed, cluster, prefix, topic, commandTimeout, probeInterval, retention));
        }
    }
}
