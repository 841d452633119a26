package io.dashstream.replay.reader;

import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;

/** Collects what a {@link ReplayReader} needs; {@link #build()} checks it. Not thread-safe. */
public final class ReplayReaderBuilder {

    private final Map<String, Object> kafkaProperties = new HashMap<>();
    private String bootstrapServers = "";
    private String topic = TelemetryTopic.DEFAULT_NAME;
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
    private Duration stateTimeout = Duration.ofSeconds(30);
    private int stateRebuilds = 4;
    private int maxMessageBytes = WireLimits.MAX_MESSAGE_BYTES_DEFAULT;

    ReplayReaderBuilder() {}

    /**
     * Takes what an environment says: {@code KAFKA_BROKERS}, {@code KAFKA_TOPIC}, {@code KAFKA_PROPERTIES_FILE}, and the
     * variables of docs/replay-settings.md. What it does not say stays; a later call wins.
     *
     * @param variables the environment, such as {@link System#getenv()}
     * @return this builder
     * @throws ReplayException if a value is not what its setting takes, or the file can't be read
     */
    public ReplayReaderBuilder environment(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        environment.properties("KAFKA_PROPERTIES_FILE").ifPresent(this::kafkaProperties);
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
        environment.millis(NumberSetting.STATE_TIMEOUT_MS).ifPresent(this::stateTimeout);
        environment.amount(NumberSetting.STATE_REBUILDS).ifPresent(this::stateRebuilds);
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
    public ReplayReaderBuilder bootstrapServers(String servers) {
        this.bootstrapServers = servers;
        return this;
    }

    /**
     * Sets the topic to read; the default is {@link TelemetryTopic#DEFAULT_NAME}, as it is the producer's.
     *
     * @param name the topic's name
     * @return this builder
     */
    public ReplayReaderBuilder topic(String name) {
        this.topic = name;
        return this;
    }

    /**
     * Sets where to begin in a topic that the store holds nothing of; the default is {@link StartPosition#EARLIEST}.
     *
     * @param position where
     * @return this builder
     */
    public ReplayReaderBuilder startAt(StartPosition position) {
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
    public ReplayReaderBuilder store(ReplayStore history) {
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
    public ReplayReaderBuilder middleStore(ReplayStore history) {
        this.middle = Optional.of(history);
        return this;
    }

    /**
     * Sets how long one command to the middle store may take, from 10 ms to a minute; the default is a second.
     *
     * @param timeout how long
     * @return this builder
     */
    public ReplayReaderBuilder middleStoreTimeout(Duration timeout) {
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
    public ReplayReaderBuilder coldTier(boolean isUsed) {
        this.coldTier = isUsed;
        return this;
    }

    /**
     * Sets what reading back from Kafka may cost.
     *
     * @param settings consumers, queue, cache and time
     * @return this builder
     */
    public ReplayReaderBuilder coldReads(ColdReadSettings settings) {
        this.coldReads = settings;
        return this;
    }

    /**
     * Sets properties of the Kafka clients, for security and the like. What the reader relies on can't be changed by
     * them: no group, no commits, no automatic reset, no topic creation, committed records only. {@code bootstrap.servers}
     * among them is taken like {@link #bootstrapServers}.
     *
     * @param properties Kafka's names and values
     * @return this builder
     */
    public ReplayReaderBuilder kafkaProperties(Map<String, ?> properties) {
        this.kafkaProperties.putAll(properties);
        Object servers = kafkaProperties.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        if (servers != null) {
            bootstrapServers(
                    servers instanceof Collection<?> several
                            ? several.stream().map(String::valueOf).collect(Collectors.joining(","))
                            : String.valueOf(servers));
        }
        return this;
    }

    /**
     * Sets what becomes of a record that can't be read as a message; the default is {@link PoisonPolicy#SKIP}.
     *
     * @param policy what
     * @return this builder
     */
    public ReplayReaderBuilder poisonPolicy(PoisonPolicy policy) {
        this.poisonPolicy = policy;
        return this;
    }

    /**
     * Lets a letter be written for each record that can't be read. By default there are none.
     *
     * @param settings where, and what is in them
     * @return this builder
     */
    public ReplayReaderBuilder deadLetters(DeadLetterSettings settings) {
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
    public ReplayReaderBuilder identityCheckInterval(Duration interval) {
        this.lookInterval = interval;
        return this;
    }

    /**
     * Sets the generation of manual resets: raising it makes every client begin anew. The default is 0.
     *
     * @param generation 0 or more
     * @return this builder
     */
    public ReplayReaderBuilder resetGeneration(long generation) {
        this.resetGeneration = generation;
        return this;
    }

    /**
     * Sets how many threads serve all sessions, from 1 to 64; the default is 2.
     *
     * @param threads how many
     * @return this builder
     */
    public ReplayReaderBuilder sessionThreads(int threads) {
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
    public ReplayReaderBuilder maxRuns(int runs) {
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
    public ReplayReaderBuilder runIdleTime(Duration idleTime) {
        this.runIdleTime = idleTime;
        return this;
    }

    /**
     * Sets how long it may take to rebuild one state for {@link ReplayReader#history}, from 100 ms to 10 minutes; the default
     * is 30 seconds.
     *
     * @param atMost how long
     * @return this builder
     */
    public ReplayReaderBuilder stateTimeout(Duration atMost) {
        this.stateTimeout = atMost;
        return this;
    }

    /**
     * Sets how many states are rebuilt at once for {@link ReplayReader#history}, from 1 to 1 000; the default is 4. Each takes
     * the thread that asks, and memory for the run's states.
     *
     * @param states how many; a further one is refused as busy
     * @return this builder
     */
    public ReplayReaderBuilder stateRebuilds(int states) {
        this.stateRebuilds = states;
        return this;
    }

    /**
     * Sets how large a message may be, decompressed; the default is
     * {@link WireLimits#MAX_MESSAGE_BYTES_DEFAULT}. A larger one is kept as it is and flagged.
     *
     * @param bytes how many
     * @return this builder
     */
    public ReplayReaderBuilder maxMessageBytes(int bytes) {
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
        ReaderTiers tiers = new ReaderTiers(store, middle, middleTimeout, coldTier, coldReads);
        return new ReplayReader(new ReaderConfiguration(
                bootstrapServers,
                kafkaProperties,
                topic,
                start,
                lookInterval,
                resetGeneration,
                poisonPolicy,
                deadLetters,
                sessionThreads,
                maxRuns,
                runIdleTime,
                stateTimeout,
                stateRebuilds,
                maxMessageBytes,
                tiers));
    }
}
