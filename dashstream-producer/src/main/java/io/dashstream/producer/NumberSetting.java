package io.dashstream.producer;

import io.dashstream.core.settings.NumberRange;
import java.util.Locale;

/** Every setting that is a number: its name, its range and what stands if nobody says otherwise. */
enum NumberSetting {
    QUEUE_CAPACITY("queueCapacity", "messages", 10_000, 1, 1 << 22),
    QUEUE_BYTES("queueBytes", "bytes", 64L << 20, 64 << 10, 64L << 30),
    QUEUE_SOFT_MARK_PERCENT("queueSoftMarkPercent", "percent", 80, 1, 100),
    BATCH_SIZE("batchSize", "events", 1, 1, 10_000),
    BATCH_TIMEOUT_MILLIS("batchTimeoutMillis", "milliseconds", 100, 1, 60_000),
    CHECKPOINT_INTERVAL("checkpointInterval", "state changes", 50, 1, 1_000_000),
    COMPRESSION_THRESHOLD_BYTES("compressionThresholdBytes", "bytes", 512, 0, 1 << 30),
    COMPRESSION_LEVEL("compressionLevel", "zstd level", 3, 1, 19),
    MAX_MESSAGE_BYTES("maxMessageBytes", "bytes", 10 << 20, 1 << 10, 1 << 30),
    MAX_STATE_BYTES("maxStateBytes", "bytes", 10 << 20, 1, 1 << 30),
    FLUSH_TIMEOUT_MILLIS("flushTimeoutMillis", "milliseconds", 5_000, 0, 3_600_000),
    RUN_IDLE_TIMEOUT_MILLIS("runIdleTimeoutMillis", "milliseconds", 3_600_000, 100, 604_800_000),
    MAX_THREADS("maxThreads", "thread ids", 100_000, 1, 10_000_000);

    private final String settingName;
    private final long standard;
    private final NumberRange range;

    NumberSetting(String settingName, String unit, long standard, long least, long most) {
        this.settingName = settingName;
        this.standard = standard;
        this.range = new NumberRange(least, most, unit);
    }

    String settingName() {
        return settingName;
    }

    String variable() {
        return variable(settingName);
    }

    /** The environment's name of a setting: {@code DASHSTREAM_QUEUE_CAPACITY} for {@code queueCapacity}. */
    static String variable(String settingName) {
        return "DASHSTREAM_" + settingName.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    long standard() {
        return standard;
    }

    long least() {
        return range.least();
    }

    long most() {
        return range.most();
    }

    long checked(long value) {
        if (!range.contains(value)) {
            throw refusal(value);
        }
        return value;
    }

    long parsed(String text) {
        return range.parse(text).orElseThrow(() -> refusal(text));
    }

    private ProducerException refusal(Object value) {
        return new ProducerException(range.refusal(settingName + " (" + variable() + ")", value));
    }
}
