package io.dashstream.replay.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.store.Readability;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A report as JSON. {@code status}, {@code kafka_status} and the first fields of {@code metrics} are what existing
 * DashStream clients read; the rest is ours.
 */
public final class HealthJson {

    private HealthJson() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return an object
     */
    public static ObjectNode of(HealthReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", status(report));
        json.put("kafka_status", kafkaStatus(report.kafka().state()));
        json.put("ready", report.isReady());
        json.put("phase", lower(report.stats().status().phase()));
        ObjectNode parts = json.putObject("parts");
        part(parts.putObject("kafka"), report.kafka());
        part(parts.putObject("store"), report.store());
        part(parts.putObject("reader"), report.reader());
        part(parts.putObject("runs"), report.runs());
        report.middle().ifPresent(middle -> part(parts.putObject("middle"), middle));
        report.cold().ifPresent(cold -> part(parts.putObject("cold"), cold));
        metrics(json.putObject("metrics"), report);
        retention(json.putObject("retention"), report.retention());
        recent(json.putObject("recent"), report.recent());
        return json;
    }

    private static void metrics(ObjectNode json, HealthReport report) {
        ReaderStats stats = report.stats();
        json.put("kafka_messages_received", stats.records());
        json.put("kafka_errors", stats.failedLooks() + stats.failures());
        json.put("dropped_messages", stats.missingOffsets());
        json.put("decode_errors", stats.unreadable());
        json.put("infrastructure_errors", stats.appendFailures());
        json.put("uptime_seconds", report.uptime().toSeconds());
        json.put("connected_clients", report.connectedClients());
        report.sinceLastRecord()
                .ifPresentOrElse(
                        since -> json.put("seconds_since_last_message", since.toSeconds()),
                        () -> json.putNull("seconds_since_last_message"));
        ObjectNode readability = json.putObject("records_by_readability");
        for (Readability each : Readability.values()) {
            readability.put(lower(each), stats.readability().getOrDefault(each, 0L));
        }
        json.put("new_records", stats.poison().newRecordCount());
        json.put("new_decode_errors", stats.poison().newUnreadable());
        json.put("dead_letters", stats.poison().letters());
        ObjectNode held = json.putObject("held_partitions");
        stats.poison()
                .held()
                .forEach((partition, record) -> held.put(Integer.toString(partition), Long.toString(record.offset())));
    }

    private static void recent(ObjectNode json, Recent recent) {
        json.put("window_seconds", recent.window().toSeconds());
        json.put("records", recent.records());
        json.put("decode_errors", recent.unreadable());
        json.put("dropped_messages", recent.missingOffsets());
        json.put("kafka_errors", recent.kafkaFailures());
        json.put("infrastructure_errors", recent.storeFailures());
        ObjectNode delivery = json.putObject("delivery");
        recent.delivery().forEach(delivery::put);
    }

    /** What is not known, or does not exist, is null and not 0. */
    private static void retention(ObjectNode json, Retention retention) {
        json.set("retained_offsets", known(retention.offsets()));
        json.set(
                "memory_floor_age_seconds",
                known(retention
                        .memoryFloorAge()
                        .map(age -> OptionalLong.of(age.toSeconds()))
                        .orElseGet(OptionalLong::empty)));
        json.set("headroom_offsets", known(retention.headroom()));
    }

    private static JsonNode known(OptionalLong value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return value.isPresent() ? nodes.numberNode(value.getAsLong()) : nodes.nullNode();
    }

    private static void part(ObjectNode json, PartHealth part) {
        json.put("state", lower(part.state()));
        part.detail().ifPresent(detail -> json.put("detail", detail));
    }

    private static String status(HealthReport report) {
        return switch (report.state()) {
            case OK -> "healthy";
            case DEGRADED -> "degraded";
            case STARTING -> "starting";
            case BROKEN -> "unhealthy";
        };
    }

    private static String kafkaStatus(PartHealth.State kafka) {
        return switch (kafka) {
            case OK -> "connected";
            case DEGRADED -> "degraded";
            case STARTING -> "connecting";
            case BROKEN -> "disconnected";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
