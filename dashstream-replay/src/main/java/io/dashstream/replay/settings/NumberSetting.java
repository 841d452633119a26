package io.dashstream.replay.settings;

import io.dashstream.core.settings.NumberRange;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.replay.ReplayException;
import java.time.Duration;
import java.util.Map;

/**
 * Every setting that is a number, but for the limits of sessions: its name, its range, and what stands if nobody says
 * otherwise. In the environment a setting is called {@code DASHSTREAM_} and its constant's name.
 */
public enum NumberSetting {
    /** How often the topic's identity is checked. */
    IDENTITY_CHECK_INTERVAL_MS("identityCheckInterval", "milliseconds", 1_000, 100, 60_000),
    /** The generation of manual resets. */
    RESET_GENERATION("resetGeneration", "generations", 0, 0, Long.MAX_VALUE),
    /** Threads that serve the sessions opened at the reader itself. */
    SESSION_THREADS("sessionThreads", "threads", 2, 1, 64),
    /** Runs in the index. */
    MAX_RUNS("maxRuns", "runs", 1_000, 1, 100_000),
    /** How long after its last message a run is given up. */
    RUN_IDLE_TIME_MS("runIdleTime", "milliseconds", 5_400_000, 10_000, 2_592_000_000L),
    /** How long it may take to rebuild one state. */
    STATE_TIMEOUT_MS("stateTimeout", "milliseconds", 30_000, 100, 600_000),
    /** States that are rebuilt at once. */
    STATE_REBUILDS("stateRebuilds", "states", 4, 1, 1_000),
    /** The size of a message, decompressed; the producer's variable has the same name. */
    MAX_MESSAGE_BYTES(
            "maxMessageBytes",
            "bytes",
            WireLimits.MAX_MESSAGE_BYTES_DEFAULT,
            WireLimits.MAX_MESSAGE_BYTES_LOWEST,
            WireLimits.MAX_MESSAGE_BYTES_HIGHEST),
    /** How long a command to the store between memory and Kafka may take. */
    MIDDLE_STORE_TIMEOUT_MS("middleStoreTimeout", "milliseconds", 1_000, 10, 60_000),

    /** Records in memory. */
    MEMORY_RECORDS("memory maxRecords", "records", 1_000_000, 1, 1_000_000_000_000L),
    /** Bytes of values in memory. */
    MEMORY_BYTES("memory maxBytes", "bytes", 512L << 20, 1, 1L << 50),
    /** For how long a record stays in memory. */
    MEMORY_AGE_MS("memory maxAge", "milliseconds", 86_400_000, 1, 315_360_000_000L),

    /** Consumers that read back from Kafka. */
    COLD_CONSUMERS("cold read consumers", "consumers", 2, 1, 16),
    /** Reads that may wait for a consumer. */
    COLD_MAX_QUEUED("cold read maxQueued", "reads", 256, 1, 100_000),
    /** Bytes of what was read back and is kept for others. */
    COLD_CACHE_BYTES("cold read cacheBytes", "bytes", 128L << 20, 1L << 20, 64L << 30),
    /** How long one read of Kafka may take. */
    COLD_TIMEOUT_MS("cold read timeout", "milliseconds", 5_000, 100, 60_000),

    /** Bytes of a record that its dead letter shows. */
    DEAD_LETTER_HEAD_BYTES("dead letter headBytes", "bytes", 8, 0, 256),
    /** Records up to this size are in their dead letters as a whole. */
    DEAD_LETTER_PAYLOAD_BYTES("dead letter payloadBytes", "bytes", 0, 0, 524_288),
    /** Dead letters on their way. */
    DEAD_LETTER_MAX_IN_FLIGHT("dead letter maxInFlight", "letters", 100, 1, 10_000),
    /** How long one dead letter may take. */
    DEAD_LETTER_TIMEOUT_MS("dead letter timeout", "milliseconds", 30_000, 100, 300_000),

    /** How long a command to Redis may take. */
    REDIS_COMMAND_TIMEOUT_MS("Redis commandTimeout", "milliseconds", 500, 10, 30_000),
    /** How often a Redis that does not answer is asked again. */
    REDIS_PROBE_INTERVAL_MS("Redis probeInterval", "milliseconds", 500, 50, 60_000),
    /** Records in Redis. */
    REDIS_RECORDS("Redis retention maxRecords", "records", 1_000_000, 1, 1_000_000_000_000L),
    /** Bytes of values in Redis. */
    REDIS_BYTES("Redis retention maxBytes", "bytes", 1L << 30, 1, 1L << 50),
    /** For how long a record stays in Redis. */
    REDIS_AGE_MS("Redis retention maxAge", "milliseconds", 86_400_000, 1_000, 315_360_000_000L),

    /** Proxies that are counted instead of known by their addresses; at most as many as are followed. */
    TRUSTED_HOPS("trustedHops", "hops", 0, 0, 256),
    /** Hops that are followed. */
    MAX_HOPS("maxHops", "hops", 16, 1, 256),
    /** The length of the header that proxies write. */
    MAX_HEADER_BYTES("maxHeaderBytes", "bytes", 8_192, 64, 65_536);

    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private final String settingName;
    private final long preset;
    private final NumberRange range;

    NumberSetting(String settingName, String unit, long preset, long least, long most) {
        this.settingName = settingName;
        this.preset = preset;
        this.range = new NumberRange(least, most, unit);
    }

    /**
     * The name in code and in errors.
     *
     * @return for instance {@code maxRuns}
     */
    public String settingName() {
        return settingName;
    }

    /**
     * The name in the environment.
     *
     * @return for instance {@code DASHSTREAM_MAX_RUNS}
     */
    public String variable() {
        return "DASHSTREAM_" + name();
    }

    /**
     * The unit of the value.
     *
     * @return a plural
     */
    public String unit() {
        return range.unit();
    }

    /**
     * The value where nothing else is set.
     *
     * @return the default
     */
    public long preset() {
        return preset;
    }

    /**
     * The smallest value.
     *
     * @return the lower bound
     */
    public long least() {
        return range.least();
    }

    /**
     * The largest value.
     *
     * @return the upper bound
     */
    public long most() {
        return range.most();
    }

    /**
     * Checks a value.
     *
     * @param value in this setting's unit
     * @return the value
     * @throws ReplayException if it is out of range, with the setting, the value and the range
     */
    public long checked(long value) {
        if (!range.contains(value)) {
            throw refusal(value);
        }
        return value;
    }

    /**
     * Checks a duration of a setting in milliseconds.
     *
     * @param value the duration; what is below a millisecond of it counts as a millisecond less
     * @return the duration
     * @throws ReplayException if it is out of range, with the setting, the value and the range
     */
    public Duration checked(Duration value) {
        boolean fits = value.compareTo(LONGEST) <= 0 && value.compareTo(LONGEST.negated()) >= 0;
        // A fraction above the upper bound is beyond it too.
        if (!fits
                || value.compareTo(Duration.ofMillis(most())) > 0
                || value.compareTo(Duration.ofMillis(least())) < 0) {
            throw refusal(value);
        }
        return value;
    }

    /**
     * Writes a value down for others to show.
     *
     * @param all the values by variable, to which this one is added
     * @param value in this setting's unit
     */
    public void show(Map<String, String> all, long value) {
        all.put(variable(), String.valueOf(value));
    }

    long parsed(String text) {
        return range.parse(text).orElseThrow(() -> refusal(text));
    }

    private ReplayException refusal(Object value) {
        return new ReplayException(range.refusal(settingName + " (" + variable() + ")", value));
    }
}
