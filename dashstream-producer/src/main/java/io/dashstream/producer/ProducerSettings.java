package io.dashstream.producer;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a producer was made with, checked. Its text shows no secret.
 *
 * @param name tells producers of one process apart
 * @param topic the Kafka topic
 * @param tenantId the tenant of runs that name none
 * @param sequenceStart where numbers begin
 * @param states whether states leave
 * @param checkpointStateCompression how the state in a checkpoint is written
 * @param numbers all settings that are numbers
 * @param kafka the Kafka client's own properties
 */
record ProducerSettings(
        String name,
        String topic,
        String tenantId,
        SequenceStart sequenceStart,
        StateMode states,
        CheckpointStateCompression checkpointStateCompression,
        Map<NumberSetting, Long> numbers,
        Map<String, Object> kafka) {

    ProducerSettings {
        numbers = new EnumMap<>(numbers);
        kafka = Map.copyOf(kafka);
    }

    long number(NumberSetting setting) {
        return numbers.getOrDefault(setting, setting.standard());
    }

    int intNumber(NumberSetting setting) {
        return Math.toIntExact(number(setting));
    }

    @Override
    public String toString() {
        Map<String, Object> shown = new TreeMap<>();
        for (NumberSetting setting : NumberSetting.values()) {
            shown.put(setting.settingName(), number(setting));
        }
        String properties = new TreeMap<>(kafka)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + masked(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", "));
        return "name=" + name + ", topic=" + topic + ", tenantId=" + tenantId + ", sequenceStart=" + sequenceStart
                + ", states=" + states + ", checkpointStateCompression=" + checkpointStateCompression + ", " + shown
                + ", kafka={" + properties + "}";
    }

    /** Whatever is not known to be harmless is not shown: Kafka's properties carry passwords under many names. */
    private static Object masked(String property, Object value) {
        String key = property.toLowerCase(Locale.ROOT);
        boolean harmless = key.equals("bootstrap.servers")
                || key.equals("security.protocol")
                || key.equals("sasl.mechanism")
                || key.endsWith(".ms")
                || key.equals("client.id")
                || key.equals("acks")
                || key.equals("max.request.size");
        return harmless ? value : "***";
    }
}
