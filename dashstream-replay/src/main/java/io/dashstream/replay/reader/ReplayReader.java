package io.dashstream.replay.reader;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.run.RunHistory;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import io.dashstream.replay.store.tiered.TierStats;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the telemetry topic, keeps it replayable, and serves sessions: what an application server embeds.
 *
 * <pre>{@code
 * try (ReplayReader reader = ReplayReader.builder()
 *         .bootstrapServers("localhost:9092")
 *         .topic("dashstream")
 *         .build()) {
 *     reader.start();
 *     reader.awaitCaughtUp(Duration.ofSeconds(30));
 *     ...
 * }
 * }</pre>
 *
 * <p>One thread reads all partitions, without a consumer group: every server sees everything, and nothing is committed.
 * It appends to the store first and lets the sessions know afterwards. It never creates the topic, notices when it is
 * replaced by another one of the same name, takes in partitions that are added, and tells what was lost from what was
 * never there. A record that can't be read as a message is kept as it is, flagged and counted. Thread-safe.
 */
public final class ReplayReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayReader.class);
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final ReaderSettings settings;
    private final String place;
    private final ReadLoop loop;
    private final ReaderCounters counters;
    private final Progress progress;
    private final Optional<InMemoryReplayStore> memory;
    private final TieredReplayStore store;
    private final PooledSessionScheduler scheduler;
    private final RecordReader recordReader;
    private final PoisonGuard guard;
    private final RunIndex index;
    private final RunHistory history;
    private final CompletableFuture<CatchUp> caughtUp;
    private final Thread thread;

    private ReplayReader(Builder builder, KafkaClients clients) {
        this.settings =
                new ReaderSettings(builder.topic, builder.maxMessageBytes, builder.poisonPolicy, builder.effective());
        this.place = builder.place();
        this.memory = builder.memory();
        this.store = builder.tiers(clients);
        this.scheduler = new PooledSessionScheduler(builder.sessionThreads);
        this.recordReader = new RecordReader(
                FrameDecoder.builder().maxMessageBytes(builder.maxMessageBytes).build());
        this.guard = new PoisonGuard(
                builder.poisonPolicy,
                builder.deadLetters.map(letters ->
                        new DeadLetterOffice(builder.topic, letters, () -> clients.letters(letters.timeout()))),
                new PoisonLog(LOG::warn));
        this.index = new RunIndex(store, scheduler, builder.maxRuns, builder.maxMessageBytes, builder.runIdleTime);
        this.history = new RunHistory(store, index, builder.maxMessageBytes);
        this.counters = new ReaderCounters();
        this.progress = new Progress(builder.lookInterval, System::nanoTime);
        this.caughtUp = new CompletableFuture<>();
        ReadLoop.Setup setup = new ReadLoop.Setup(
                builder.topic,
                builder.start,
                builder.resetGeneration,
                clients::consumer,
                () -> new AdminTopicWatch(clients.topicAdmin(), builder.lookInterval, System::nanoTime),
                store,
                recordReader,
                guard,
                System::nanoTime);
        this.loop = new ReadLoop(setup, counters, progress, caughtUp::complete);
        this.thread = new Thread(loop, "dashstream-replay-reader");
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((reader, fatal) -> {
            progress.is(ReaderStatus.Phase.FAILING, "reading has ended: " + fatal);
            LOG.error("Reading topic {} has ended", builder.topic, fatal);
        });
    }

    /**
     * A reader in the making.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts reading; to be called once. */
    public void start() {
        LOG.info("DashStream replay reader started: {}, settings={}", place, settings.effective());
        thread.start();
        index.start();
    }

    /**
     * Waits until everything that the topic held when the reader first saw it is read, stored and indexed.
     *
     * @param atMost how long to wait
     * @return what was reached
     * @throws ReplayException if it takes longer, with what the reader was doing instead
     */
    public CatchUp awaitCaughtUp(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            CatchUp reached = caughtUp.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            index.awaitComplete(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            return reached;
        } catch (TimeoutException e) {
            throw new ReplayException("not caught up after " + atMost + ": " + status(), e);
        } catch (ExecutionException e) {
            throw new ReplayException("catching up failed: " + status(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("interrupted while catching up: " + status(), e);
        }
    }

    /**
     * What the reader is doing.
     *
     * @return the status
     */
    public ReaderStatus status() {
        return progress.status();
    }

    /**
     * What the reader has done so far.
     *
     * @return counters and positions
     */
    public ReaderStats stats() {
        return new ReaderStats(
                progress.status(),
                progress.epoch(),
                counters.records.sum(),
                counters.bytes.sum(),
                counters.byReadability(),
                counters.gaps.sum(),
                counters.missingOffsets.sum(),
                counters.truncations.sum(),
                counters.epochs.sum(),
                counters.looks.sum(),
                counters.failedLooks.sum(),
                counters.appendFailures.sum(),
                counters.failures.sum(),
                progress.positions(),
                progress.lag(),
                progress.lagAge(),
                guard.stats(counters.newByReadability()));
    }

    /**
     * Lets the record that a partition waits in front of be stored and delivered as it is, under
     * {@link PoisonPolicy#PAUSE}.
     *
     * @param partition the partition
     * @param offset the record's offset, so that nothing else is let through by mistake
     * @return whether the partition waited in front of exactly this record
     */
    public boolean pass(int partition, long offset) {
        return guard.pass(partition, offset);
    }

    /**
     * What the reader was told to do.
     *
     * @return the settings
     */
    public ReaderSettings settings() {
        return settings;
    }

    /**
     * The history that the reader fills.
     *
     * @return the store
     */
    public ReplayStore store() {
        return store;
    }

    /**
     * What the store in memory holds and gives.
     *
     * @return its figures, or empty if the reader was given another store
     */
    public Optional<MemoryStoreStats> memoryStats() {
        return memory.map(InMemoryReplayStore::stats);
    }

    /**
     * What reading back from Kafka has come to.
     *
     * @return its counters, or empty if the reader was built without a cold tier
     */
    public Optional<ColdReadStats> coldStats() {
        return store.coldStats();
    }

    /**
     * What became of the store between memory and Kafka.
     *
     * @return its counters, or empty if there is none
     */
    public Optional<TierStats> middleStats() {
        return store.middleStats();
    }

    /**
     * The runs that the log holds.
     *
     * @return the index, which follows the log by itself
     */
    public RunIndex runs() {
        return index;
    }

    /**
     * The states of these runs at any sequence.
     *
     * @return the history
     */
    public RunHistory history() {
        return history;
    }

    /**
     * Opens a session for one client.
     *
     * @param channel where its signals go
     * @param settings how it behaves
     * @return a session that waits for its {@link ReplaySession#resume}
     */
    public ReplaySession openSession(SessionChannel channel, SessionSettings settings) {
        return new ReplaySession(store, channel, settings, scheduler);
    }

    /** Stops reading and closes the store; sessions are not served any more. */
    @Override
    public void close() {
        index.close();
        loop.stop();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recordReader.close();
        guard.close();
        scheduler.close();
        store.close();
    }

    /** Collects what a reader needs; {@link #build()} checks it. */
    public static final class Builder {

        private final Map<String, Object> kafkaProperties = new HashMap<>();
        private String bootstrapServers = "";
        private String topic = "";
        private StartPosition start = StartPosition.EARLIEST;
        private ReplayStore store = new InMemoryReplayStore();
        private Optional<ReplayStore> middle = Optional.empty();
        private Duration middleTimeout = TieredReplayStore.DEFAULT_MIDDLE_TIMEOUT;
        private boolean coldTier = true;
        private ColdReadSettings coldReads = ColdReadSettings.DEFAULT;
        private Duration lookInterval = Duration.ofSeconds(1);
        private PoisonPolicy poisonPolicy = PoisonPolicy.SKIP;
        private Optional<DeadLetterSettings> deadLetters = Optional.empty();
        private long resetGeneration;
        private int sessionThreads = 2;
        private int maxRuns = 1_000;
        private Duration runIdleTime = Duration.ofMinutes(90);
        private int maxMessageBytes = WireLimits.MAX_MESSAGE_BYTES_DEFAULT;

        private Builder() {}

        /**
         * Takes what an environment says: {@code KAFKA_BROKERS}, {@code KAFKA_TOPIC}, and the variables of
         * docs/replay-settings.md. What it does not say stays; a later call wins.
         *
         * @param variables the environment, such as {@link System#getenv()}
         * @return this builder
         * @throws ReplayException if a value is not what its setting takes
         */
        public Builder environment(Map<String, String> variables) {
            Environment environment = new Environment(variables);
            environment.text("KAFKA_BROKERS").ifPresent(this::bootstrapServers);
            environment.text("KAFKA_TOPIC").ifPresent(this::topic);
            environment.choice("DASHSTREAM_START_AT", StartPosition.class).ifPresent(this::startAt);
            environment.choice("DASHSTREAM_POISON_POLICY", PoisonPolicy.class).ifPresent(this::poisonPolicy);
            environment.flag("DASHSTREAM_COLD_TIER").ifPresent(this::coldTier);
            environment.millis(NumberSetting.IDENTITY_CHECK_INTERVAL_MS).ifPresent(this::identityCheckInterval);
            environment.millis(NumberSetting.MIDDLE_STORE_TIMEOUT_MS).ifPresent(this::middleStoreTimeout);
            environment.number(NumberSetting.RESET_GENERATION).ifPresent(this::resetGeneration);
            environment.amount(NumberSetting.SESSION_THREADS).ifPresent(this::sessionThreads);
            environment.amount(NumberSetting.MAX_RUNS).ifPresent(this::maxRuns);
            environment.millis(NumberSetting.RUN_IDLE_TIME_MS).ifPresent(this::runIdleTime);
            environment.amount(NumberSetting.MAX_MESSAGE_BYTES).ifPresent(this::maxMessageBytes);
            if (Stream.of(NumberSetting.MEMORY_RECORDS, NumberSetting.MEMORY_BYTES, NumberSetting.MEMORY_AGE_MS)
                    .anyMatch(bound -> environment.text(bound.variable()).isPresent())) {
                store(new InMemoryReplayStore(MemoryBounds.DEFAULT.with(environment)));
            }
            DeadLetterSettings.of(environment).ifPresent(this::deadLetters);
            return coldReads(coldReads.with(environment));
        }

        /**
         * Sets where the cluster is. Required.
         *
         * @param servers host and port pairs, separated by commas
         * @return this builder
         */
        public Builder bootstrapServers(String servers) {
            this.bootstrapServers = servers;
            return this;
        }

        /**
         * Sets the topic to read. Required.
         *
         * @param name the topic's name
         * @return this builder
         */
        public Builder topic(String name) {
            this.topic = name;
            return this;
        }

        /**
         * Sets where to begin in a topic that the store holds nothing of; the default is {@link StartPosition#EARLIEST}.
         *
         * @param position where
         * @return this builder
         */
        public Builder startAt(StartPosition position) {
            this.start = position;
            return this;
        }

        /**
         * Sets where the newest history is kept; the default is an {@link InMemoryReplayStore} with its default bounds.
         * What it no longer keeps is read back from the tiers behind it. The reader closes it.
         *
         * @param history the store
         * @return this builder
         */
        public Builder store(ReplayStore history) {
            this.store = history;
            return this;
        }

        /**
         * Sets a store between memory and Kafka, for instance one that several servers share and that survives restarts;
         * the default is none. It is filled on a thread of its own, so that one that is slow or away costs the reader
         * nothing. The reader closes it.
         *
         * @param history the store
         * @return this builder
         */
        public Builder middleStore(ReplayStore history) {
            this.middle = Optional.of(history);
            return this;
        }

        /**
         * Sets how long one command to the middle store may take, from 10 ms to a minute; the default is a second.
         *
         * @param timeout how long
         * @return this builder
         */
        public Builder middleStoreTimeout(Duration timeout) {
            this.middleTimeout = timeout;
            return this;
        }

        /**
         * Sets whether history that the stores no longer keep is read back from Kafka. By default it is: without, it is
         * told to be lost as soon as the stores have dropped it.
         *
         * @param isUsed whether to use Kafka
         * @return this builder
         */
        public Builder coldTier(boolean isUsed) {
            this.coldTier = isUsed;
            return this;
        }

        /**
         * Sets what reading back from Kafka may cost.
         *
         * @param settings consumers, queue, cache and time
         * @return this builder
         */
        public Builder coldReads(ColdReadSettings settings) {
            this.coldReads = settings;
            return this;
        }

        /**
         * Sets properties of the Kafka clients, for security and the like. What the reader relies on can't be changed by
         * them: no group, no commits, no automatic reset, no topic creation, committed records only.
         *
         * @param properties Kafka's names and values
         * @return this builder
         */
        public Builder kafkaProperties(Map<String, ?> properties) {
            this.kafkaProperties.putAll(properties);
            return this;
        }

        /**
         * Sets what becomes of a record that can't be read as a message; the default is {@link PoisonPolicy#SKIP}.
         *
         * @param policy what
         * @return this builder
         */
        public Builder poisonPolicy(PoisonPolicy policy) {
            this.poisonPolicy = policy;
            return this;
        }

        /**
         * Lets a letter be written for each record that can't be read. By default there are none.
         *
         * @param settings where, and what is in them
         * @return this builder
         */
        public Builder deadLetters(DeadLetterSettings settings) {
            this.deadLetters = Optional.of(settings);
            return this;
        }

        /**
         * Sets how often the topic's identity is checked, between 100 ms and a minute; the default is a second. Records
         * that came since the last check may turn out to be another topic's.
         *
         * @param interval the interval
         * @return this builder
         */
        public Builder identityCheckInterval(Duration interval) {
            this.lookInterval = interval;
            return this;
        }

        /**
         * Sets the generation of manual resets: raising it makes every client begin anew. The default is 0.
         *
         * @param generation 0 or more
         * @return this builder
         */
        public Builder resetGeneration(long generation) {
            this.resetGeneration = generation;
            return this;
        }

        /**
         * Sets how many threads serve all sessions, from 1 to 64; the default is 2.
         *
         * @param threads how many
         * @return this builder
         */
        public Builder sessionThreads(int threads) {
            this.sessionThreads = threads;
            return this;
        }

        /**
         * Sets how many runs the index keeps, from 1 to 100 000; the default is 1 000. Each keeps its newest state in
         * memory.
         *
         * @param runs how many
         * @return this builder
         */
        public Builder maxRuns(int runs) {
            this.maxRuns = runs;
            return this;
        }

        /**
         * Sets after how long without a message a run whose end has not come is shown as
         * {@link io.dashstream.replay.run.RunStatus#INCOMPLETE}, from 10 seconds to 30 days; the default is 90 minutes.
         * It should be longer than the producers' {@code runIdleTimeout}, which is an hour by default: after that they
         * end an abandoned run themselves, unless their process is gone. A run that goes on after all is shown as running
         * again. What is read of the past counts from when it was read.
         *
         * @param idleTime how long, by this server's clock
         * @return this builder
         */
        public Builder runIdleTime(Duration idleTime) {
            this.runIdleTime = idleTime;
            return this;
        }

        /**
         * Sets how large a message may be, decompressed; the default is
         * {@link WireLimits#MAX_MESSAGE_BYTES_DEFAULT}. A larger one is kept as it is and flagged.
         *
         * @param bytes how many
         * @return this builder
         */
        public Builder maxMessageBytes(int bytes) {
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * Makes the reader; nothing is connected before {@link ReplayReader#start}.
         *
         * @return the reader
         * @throws ReplayException if something is missing or out of range
         */
        public ReplayReader build() {
            require(
                    !bootstrapServers.isBlank(),
                    "bootstrapServers (KAFKA_BROKERS) must be set, for instance localhost:9092");
            require(!topic.isBlank(), "topic (KAFKA_TOPIC) must be set");
            require(
                    deadLetters.map(letters -> !letters.topic().equals(topic)).orElse(true),
                    "the dead-letter topic " + topic + " is the topic that is read: letters would be read as records");
            NumberSetting.RESET_GENERATION.checked(resetGeneration);
            NumberSetting.SESSION_THREADS.checked(sessionThreads);
            NumberSetting.IDENTITY_CHECK_INTERVAL_MS.checked(lookInterval);
            NumberSetting.MAX_RUNS.checked(maxRuns);
            NumberSetting.RUN_IDLE_TIME_MS.checked(runIdleTime);
            NumberSetting.MAX_MESSAGE_BYTES.checked(maxMessageBytes);
            return new ReplayReader(this, new KafkaClients(bootstrapServers, kafkaProperties, topic));
        }

        /** Where the cluster is, and which properties are passed on: by name only, as values may be secrets. */
        private String place() {
            return "bootstrap.servers=" + bootstrapServers + ", Kafka's properties "
                    + new TreeSet<>(kafkaProperties.keySet());
        }

        private Optional<InMemoryReplayStore> memory() {
            return store instanceof InMemoryReplayStore inMemory ? Optional.of(inMemory) : Optional.empty();
        }

        private SortedMap<String, String> effective() {
            SortedMap<String, String> all = new TreeMap<>();
            all.put("KAFKA_TOPIC", topic);
            all.put("DASHSTREAM_START_AT", start.name());
            all.put("DASHSTREAM_POISON_POLICY", poisonPolicy.name());
            all.put("DASHSTREAM_COLD_TIER", String.valueOf(coldTier));
            show(all, NumberSetting.IDENTITY_CHECK_INTERVAL_MS, lookInterval.toMillis());
            show(all, NumberSetting.RESET_GENERATION, resetGeneration);
            show(all, NumberSetting.SESSION_THREADS, sessionThreads);
            show(all, NumberSetting.MAX_RUNS, maxRuns);
            show(all, NumberSetting.RUN_IDLE_TIME_MS, runIdleTime.toMillis());
            show(all, NumberSetting.MAX_MESSAGE_BYTES, maxMessageBytes);
            show(all, NumberSetting.MIDDLE_STORE_TIMEOUT_MS, middleTimeout.toMillis());
            show(all, NumberSetting.COLD_CONSUMERS, coldReads.consumers());
            show(all, NumberSetting.COLD_MAX_QUEUED, coldReads.maxQueued());
            show(all, NumberSetting.COLD_CACHE_BYTES, coldReads.cacheBytes());
            show(all, NumberSetting.COLD_TIMEOUT_MS, coldReads.timeout().toMillis());
            memory().map(InMemoryReplayStore::keeps).ifPresent(bounds -> {
                show(all, NumberSetting.MEMORY_RECORDS, bounds.maxRecords());
                show(all, NumberSetting.MEMORY_BYTES, bounds.maxBytes());
                show(all, NumberSetting.MEMORY_AGE_MS, bounds.maxAge().toMillis());
            });
            deadLetters.ifPresent(letters -> {
                all.put("DASHSTREAM_DEAD_LETTER_TOPIC", letters.topic());
                all.put("DASHSTREAM_DEAD_LETTER_ON_FAILURE", letters.onFailure().name());
                show(all, NumberSetting.DEAD_LETTER_HEAD_BYTES, letters.headBytes());
                show(all, NumberSetting.DEAD_LETTER_PAYLOAD_BYTES, letters.payloadBytes());
                show(all, NumberSetting.DEAD_LETTER_MAX_IN_FLIGHT, letters.maxInFlight());
                show(
                        all,
                        NumberSetting.DEAD_LETTER_TIMEOUT_MS,
                        letters.timeout().toMillis());
            });
            return all;
        }

        private static void show(SortedMap<String, String> all, NumberSetting setting, long value) {
            all.put(setting.variable(), String.valueOf(value));
        }

        private TieredReplayStore tiers(KafkaClients clients) {
            Optional<KafkaReplayStore> cold = coldTier
                    ? Optional.of(new KafkaReplayStore(clients, maxMessageBytes, coldReads))
                    : Optional.empty();
            return new TieredReplayStore(store, middle, cold, middleTimeout);
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new ReplayException(otherwise);
            }
        }
    }
}
