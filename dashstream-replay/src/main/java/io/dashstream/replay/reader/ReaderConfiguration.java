package io.dashstream.replay.reader;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.settings.NumberSetting;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a reader is told, as one value that is complete and within its bounds. The settings mean what
 * {@link ReplayReaderBuilder} says of them.
 */
record ReaderConfiguration(
        String bootstrapServers,
        Map<String, Object> kafkaProperties,
        String topic,
        StartPosition start,
        Duration lookInterval,
        long resetGeneration,
        PoisonPolicy poisonPolicy,
        Optional<DeadLetterSettings> deadLetters,
        int sessionThreads,
        int maxRuns,
        Duration runIdleTime,
        Duration stateTimeout,
        int stateRebuilds,
        int maxMessageBytes,
        ReaderTiers tiers) {

    ReaderConfiguration {
        kafkaProperties = Collections.unmodifiableMap(new HashMap<>(kafkaProperties));
        require(
                !bootstrapServers.isBlank(),
                "bootstrapServers (KAFKA_BROKERS) must be set, for instance localhost:9092");
        require(
                TelemetryTopic.isName(topic),
                "topic (KAFKA_TOPIC) is \"" + topic + "\"; allowed are " + TelemetryTopic.ALLOWED);
        require(
                !deadLetters.map(DeadLetterSettings::topic).equals(Optional.of(topic)),
                "the dead-letter topic " + topic + " is the topic that is read: letters would be read as records");
        NumberSetting.RESET_GENERATION.checked(resetGeneration);
        NumberSetting.SESSION_THREADS.checked(sessionThreads);
        NumberSetting.IDENTITY_CHECK_INTERVAL_MS.checked(lookInterval);
        NumberSetting.MAX_RUNS.checked(maxRuns);
        NumberSetting.RUN_IDLE_TIME_MS.checked(runIdleTime);
        NumberSetting.STATE_TIMEOUT_MS.checked(stateTimeout);
        NumberSetting.STATE_REBUILDS.checked(stateRebuilds);
        NumberSetting.MAX_MESSAGE_BYTES.checked(maxMessageBytes);
    }

    /** Where the cluster is, and which properties are passed on: by name only, as values may be secrets. */
    String place() {
        return "bootstrap.servers=" + bootstrapServers + ", Kafka's properties "
                + new TreeSet<>(kafkaProperties.keySet());
    }

    KafkaClients clients() {
        KafkaClients clients = new KafkaClients(bootstrapServers, kafkaProperties, topic);
        return tiers.isOfThisProcess() ? clients : clients.withSharedHistory();
    }

    RecordReader recordReader() {
        return new RecordReader(
                FrameDecoder.builder().maxMessageBytes(maxMessageBytes).build());
    }

    /** What others may show of it. */
    ReaderSettings settings() {
        SortedMap<String, String> all = new TreeMap<>();
        all.put("KAFKA_TOPIC", topic);
        all.put("DASHSTREAM_START_AT", start.name());
        all.put("DASHSTREAM_POISON_POLICY", poisonPolicy.name());
        NumberSetting.IDENTITY_CHECK_INTERVAL_MS.show(all, lookInterval.toMillis());
        NumberSetting.RESET_GENERATION.show(all, resetGeneration);
        NumberSetting.SESSION_THREADS.show(all, sessionThreads);
        NumberSetting.MAX_RUNS.show(all, maxRuns);
        NumberSetting.RUN_IDLE_TIME_MS.show(all, runIdleTime.toMillis());
        NumberSetting.STATE_TIMEOUT_MS.show(all, stateTimeout.toMillis());
        NumberSetting.STATE_REBUILDS.show(all, stateRebuilds);
        NumberSetting.MAX_MESSAGE_BYTES.show(all, maxMessageBytes);
        tiers.show(all);
        deadLetters.ifPresent(letters -> show(letters, all));
        return new ReaderSettings(topic, maxMessageBytes, poisonPolicy, all);
    }

    private static void show(DeadLetterSettings letters, SortedMap<String, String> all) {
        all.put("DASHSTREAM_DEAD_LETTER_TOPIC", letters.topic());
        all.put("DASHSTREAM_DEAD_LETTER_ON_FAILURE", letters.onFailure().name());
        NumberSetting.DEAD_LETTER_HEAD_BYTES.show(all, letters.headBytes());
        NumberSetting.DEAD_LETTER_PAYLOAD_BYTES.show(all, letters.payloadBytes());
        NumberSetting.DEAD_LETTER_MAX_IN_FLIGHT.show(all, letters.maxInFlight());
        NumberSetting.DEAD_LETTER_TIMEOUT_MS.show(all, letters.timeout().toMillis());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ReplayException(otherwise);
        }
    }
}
