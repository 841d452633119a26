package io.dashstream.producer;

import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.capture.StateEncoder;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.sink.KafkaSink;
import io.dashstream.producer.sink.TelemetrySink;
import io.dashstream.producer.worker.StateTools;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Configures a {@link DashStreamProducer}: in code, from the environment, or both, the later call winning. Everything is checked in
 * {@link #build}, with messages that name setting, value and range. Not thread-safe.
 */
public final class DashStreamProducerBuilder {

    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);
    private static final AtomicLong PRODUCERS = new AtomicLong();

    private String name = "dashstream-" + PRODUCERS.incrementAndGet();
    private String topic = TelemetryTopic.DEFAULT_NAME;
    private String tenantId = "default";
    private SequenceStart sequenceStart = SequenceStart.ONE;
    private StateMode states = StateMode.SENT;
    private CheckpointStateCompression checkpointStateCompression = CheckpointStateCompression.NONE;
    private boolean shutdownHook;
    private final Map<NumberSetting, Long> numbers = new EnumMap<>(NumberSetting.class);
    private final Map<String, Object> kafka = new HashMap<>();
    private Optional<TelemetrySink> sink = Optional.empty();
    private Optional<StateEncoder> stateEncoder = Optional.empty();
    private Redactor redactor = Redactor.ofDefaults();
    private TimeSource time = TimeSource.system();
    private StateTools tools = StateTools.STANDARD;

    DashStreamProducerBuilder() {}

    /**
     * Takes what this process's environment says, like {@link #environment(Map)}.
     *
     * @return this builder
     * @throws ProducerException if a value is not what its setting takes
     */
    public DashStreamProducerBuilder environment() {
        return environment(System.getenv());
    }

    /**
     * Takes {@code KAFKA_PROPERTIES_FILE}, {@code KAFKA_BROKERS}, {@code KAFKA_TOPIC}, {@code DASHSTREAM_TENANT_ID} and, for
     * each number and each choice, {@code DASHSTREAM_} and its name in capitals. What is not there stays.
     *
     * @param variables names and values, such as {@link System#getenv()}
     * @return this builder
     * @throws ProducerException if a value is not what its setting takes, or the file can't be read
     */
    public DashStreamProducerBuilder environment(Map<String, String> variables) {
        text(variables, KafkaPropertiesFile.VARIABLE)
                .ifPresent(path -> KafkaPropertiesFile.read(path).forEach(this::kafkaProperty));
        text(variables, "KAFKA_BROKERS").ifPresent(this::bootstrapServers);
        text(variables, "KAFKA_TOPIC").ifPresent(this::topic);
        text(variables, "DASHSTREAM_TENANT_ID").ifPresent(this::tenantId);
        choice(variables, "sequenceStart", SequenceStart.class).ifPresent(this::sequenceStart);
        choice(variables, "states", StateMode.class).ifPresent(this::states);
        choice(variables, "checkpointStateCompression", CheckpointStateCompression.class)
                .ifPresent(this::checkpointStateCompression);
        for (NumberSetting setting : NumberSetting.values()) {
            text(variables, setting.variable()).ifPresent(text -> numbers.put(setting, setting.parsed(text)));
        }
        return this;
    }

    private static <E extends Enum<E>> Optional<E> choice(
            Map<String, String> variables, String setting, Class<E> type) {
        String variable = NumberSetting.variable(setting);
        return text(variables, variable).map(text -> {
            List<E> allowed = List.of(type.getEnumConstants());
            return allowed.stream()
                    .filter(constant -> constant.name().equals(text))
                    .findAny()
                    .orElseThrow(() -> new ProducerException(
                            setting + " (" + variable + ") is \"" + text + "\"; allowed are " + allowed));
        });
    }

    /** A variable that is set to nothing is as good as not set. */
    private static Optional<String> text(Map<String, String> variables, String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isEmpty());
    }

    /**
     * Names the producer, which tells several of one process apart in metrics and thread names.
     *
     * @param newName not blank; default "dashstream-" and a number
     * @return this builder
     */
    public DashStreamProducerBuilder name(String newName) {
        name = newName;
        return this;
    }

    /**
     * Sets the brokers.
     *
     * @param servers host:port, several with commas
     * @return this builder
     */
    public DashStreamProducerBuilder bootstrapServers(String servers) {
        return kafkaProperty("bootstrap.servers", servers);
    }

    /**
     * Sets the topic, which must exist.
     *
     * @param newTopic default "dashstream-events"
     * @return this builder
     */
    public DashStreamProducerBuilder topic(String newTopic) {
        topic = newTopic;
        return this;
    }

    /**
     * Passes a property to the Kafka client as it is: TLS, SASL and everything else.
     *
     * @param property Kafka's name for it
     * @param value its value
     * @return this builder
     */
    public DashStreamProducerBuilder kafkaProperty(String property, Object value) {
        kafka.put(property, Objects.requireNonNull(value, property));
        return this;
    }

    /**
     * Sends records elsewhere than to Kafka.
     *
     * @param newSink belongs to the producer from now on
     * @return this builder
     */
    public DashStreamProducerBuilder sink(TelemetrySink newSink) {
        sink = Optional.of(newSink);
        return this;
    }

    /**
     * Sets the tenant of runs that name none.
     *
     * @param newTenantId default "default"; not blank, at most 256 characters
     * @return this builder
     */
    public DashStreamProducerBuilder tenantId(String newTenantId) {
        tenantId = newTenantId;
        return this;
    }

    /**
     * Says where numbers begin.
     *
     * @param start default {@link SequenceStart#ONE}
     * @return this builder
     */
    public DashStreamProducerBuilder sequenceStart(SequenceStart start) {
        sequenceStart = start;
        return this;
    }

    /**
     * Says whether states leave the process.
     *
     * @param mode default {@link StateMode#SENT}
     * @return this builder
     */
    public DashStreamProducerBuilder states(StateMode mode) {
        states = mode;
        return this;
    }

    /**
     * Says how the state inside a checkpoint is written.
     *
     * @param compression default {@link CheckpointStateCompression#NONE}
     * @return this builder
     */
    public DashStreamProducerBuilder checkpointStateCompression(CheckpointStateCompression compression) {
        checkpointStateCompression = compression;
        return this;
    }

    /**
     * Says how states become JSON.
     *
     * @param encoder default {@link StateEncoder#ofDefaults()} with this builder's largest state
     * @return this builder
     */
    public DashStreamProducerBuilder stateEncoder(StateEncoder encoder) {
        stateEncoder = Optional.of(encoder);
        return this;
    }

    /**
     * Says what is taken out before anything leaves the process.
     *
     * @param newRedactor default {@link Redactor#ofDefaults()}
     * @return this builder
     */
    public DashStreamProducerBuilder redactor(Redactor newRedactor) {
        redactor = newRedactor;
        return this;
    }

    /**
     * Bounds the queue by messages.
     *
     * @param messages 1 to 4194304; default 10000
     * @return this builder
     */
    public DashStreamProducerBuilder queueCapacity(int messages) {
        return number(NumberSetting.QUEUE_CAPACITY, messages);
    }

    /**
     * Bounds the queue by bytes.
     *
     * @param bytes 64 KiB to 64 GiB; default 64 MiB
     * @return this builder
     */
    public DashStreamProducerBuilder queueBytes(long bytes) {
        return number(NumberSetting.QUEUE_BYTES, bytes);
    }

    /**
     * Says how full the queue may be before token chunks and progress are refused.
     *
     * @param percent 1 to 100; default 80
     * @return this builder
     */
    public DashStreamProducerBuilder queueSoftMarkPercent(int percent) {
        return number(NumberSetting.QUEUE_SOFT_MARK_PERCENT, percent);
    }

    /**
     * Says how many events of a thread leave in one record.
     *
     * @param events 1 to 10000; default 1
     * @return this builder
     */
    public DashStreamProducerBuilder batchSize(int events) {
        return number(NumberSetting.BATCH_SIZE, events);
    }

    /**
     * Says how long an event waits for others.
     *
     * @param timeout 1 ms to 1 min; default 100 ms
     * @return this builder
     */
    public DashStreamProducerBuilder batchTimeout(Duration timeout) {
        return number(NumberSetting.BATCH_TIMEOUT_MILLIS, millis(timeout));
    }

    /**
     * Says after how many state changes receivers get the whole state.
     *
     * @param changes 1 to 1000000; default 50
     * @return this builder
     */
    public DashStreamProducerBuilder checkpointInterval(int changes) {
        return number(NumberSetting.CHECKPOINT_INTERVAL, changes);
    }

    /**
     * Says from which size on messages are compressed.
     *
     * @param bytes 0 to 1 GiB; default 512
     * @return this builder
     */
    public DashStreamProducerBuilder compressionThresholdBytes(int bytes) {
        return number(NumberSetting.COMPRESSION_THRESHOLD_BYTES, bytes);
    }

    /**
     * Says how hard messages are compressed.
     *
     * @param level zstd's, 1 to 19; default 3
     * @return this builder
     */
    public DashStreamProducerBuilder compressionLevel(int level) {
        return number(NumberSetting.COMPRESSION_LEVEL, level);
    }

    /**
     * Bounds a message, before compression.
     *
     * @param bytes 1 KiB to 1 GiB; default 10 MiB. The topic must take it, and so must every reader
     * @return this builder
     */
    public DashStreamProducerBuilder maxMessageBytes(int bytes) {
        return number(NumberSetting.MAX_MESSAGE_BYTES, bytes);
    }

    /**
     * Bounds a state; capturing stops there.
     *
     * @param bytes 1 to 1 GiB; default 10 MiB
     * @return this builder
     */
    public DashStreamProducerBuilder maxStateBytes(int bytes) {
        return number(NumberSetting.MAX_STATE_BYTES, bytes);
    }

    /**
     * Says how long {@link DashStreamProducer#close()} may take.
     *
     * @param timeout 0 to 1 h; default 5 s
     * @return this builder
     */
    public DashStreamProducerBuilder flushTimeout(Duration timeout) {
        return number(NumberSetting.FLUSH_TIMEOUT_MILLIS, millis(timeout));
    }

    /**
     * Says after how long without a call a run is taken for abandoned and ended as INCOMPLETE.
     *
     * @param timeout 100 ms to 7 days; default 1 h
     * @return this builder
     */
    public DashStreamProducerBuilder runIdleTimeout(Duration timeout) {
        return number(NumberSetting.RUN_IDLE_TIMEOUT_MILLIS, millis(timeout));
    }

    /**
     * Bounds how many thread ids are remembered between runs.
     *
     * @param threadIds 1 to 10000000; default 100000
     * @return this builder
     */
    public DashStreamProducerBuilder maxThreads(int threadIds) {
        return number(NumberSetting.MAX_THREADS, threadIds);
    }

    /**
     * Closes the producer when the JVM shuts down. Off unless this is called.
     *
     * @return this builder
     */
    public DashStreamProducerBuilder closeOnShutdown() {
        shutdownHook = true;
        return this;
    }

    DashStreamProducerBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    DashStreamProducerBuilder stateTools(StateTools newTools) {
        tools = newTools;
        return this;
    }

    /** More than a long can hold is refused like anything else that is too much. */
    private static long millis(Duration timeout) {
        return timeout.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : timeout.toMillis();
    }

    private DashStreamProducerBuilder number(NumberSetting setting, long value) {
        numbers.put(setting, value);
        return this;
    }

    /**
     * Makes the producer and starts its worker. A broker that is away is no error.
     *
     * @return a running producer
     * @throws ProducerException if a setting is refused
     */
    public DashStreamProducer build() {
        ProducerSettings settings = settings();
        StateEncoder encoder = stateEncoder.orElseGet(() -> StateEncoder.builder()
                .maxStateBytes(settings.number(NumberSetting.MAX_STATE_BYTES))
                .build());
        return DashStreamProducer.start(
                settings, sink.orElseGet(() -> kafkaSink(settings)), encoder, redactor, time, tools, shutdownHook);
    }

    private ProducerSettings settings() {
        numbers.forEach(NumberSetting::checked);
        if (name.isBlank()) {
            throw new ProducerException("name is \"" + name + "\"; it must not be blank");
        }
        if (!TelemetryTopic.isName(topic)) {
            throw new ProducerException("topic is \"" + topic + "\"; allowed are " + TelemetryTopic.ALLOWED);
        }
        WireLimits.requireTenantId(tenantId);
        if (sink.isEmpty() && !kafka.containsKey("bootstrap.servers")) {
            throw new ProducerException(
                    "bootstrapServers (KAFKA_BROKERS) is not set; it takes host:port, several with commas");
        }
        return new ProducerSettings(
                name, topic, tenantId, sequenceStart, states, checkpointStateCompression, numbers, kafka);
    }

    private static TelemetrySink kafkaSink(ProducerSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        // A record is the message, its frame byte, the key and Kafka's own framing.
        properties.put("max.request.size", settings.intNumber(NumberSetting.MAX_MESSAGE_BYTES) + (64 << 10));
        properties.put("client.id", settings.name());
        properties.putAll(settings.kafka());
        try {
            return new KafkaSink(settings.topic(), properties);
        } catch (RuntimeException refused) {
            throw new ProducerException("Kafka's client refuses its configuration: " + cause(refused), refused);
        }
    }

    /** Kafka's client wraps what it found wrong in what it could not do for that. */
    private static String cause(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
