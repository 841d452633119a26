package io.dashstream.replay.cursor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.epoch.Epoch;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Cursors as JSON: {@code {"epoch":"...","partitions":{"0":{"next":"123","le":7},"1":{"next":"0"}}}}.
 *
 * <p>Reading is strict and bounded: what is not exactly a cursor is refused with an error that names the field. Fields
 * that are not known are ignored, so that a newer client can say more.
 */
public final class CursorJson {

    /** More partitions than this are no cursor of a real topic. */
    public static final int MAX_PARTITIONS = 10_000;

    private CursorJson() {}

    /**
     * The JSON of a cursor.
     *
     * @param cursor the cursor
     * @return an object with {@code epoch} and {@code partitions}
     */
    public static ObjectNode write(Cursor cursor) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("epoch", cursor.epoch().value());
        json.set("partitions", writePartitions(cursor.partitions()));
        return json;
    }

    /**
     * The JSON of the positions alone.
     *
     * @param positions the positions by partition
     * @return an object with a field for each partition
     */
    public static ObjectNode writePartitions(Map<Integer, Position> positions) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(positions).forEach((partition, position) -> {
            ObjectNode entry = json.putObject(Integer.toString(partition));
            entry.put("next", OffsetText.of(position.next()));
            position.leaderEpoch().ifPresent(leaderEpoch -> entry.put("le", leaderEpoch));
        });
        return json;
    }

    /**
     * Reads a cursor.
     *
     * @param json an object with {@code epoch} and {@code partitions}
     * @return the cursor
     * @throws InvalidCursorException if it is anything else
     */
    public static Cursor read(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidCursorException("cursor", json.toString(), "an object");
        }
        return Cursor.of(readEpoch("epoch", json.path("epoch")), readPartitions("partitions", json.path("partitions")));
    }

    /**
     * Reads an epoch.
     *
     * @param field the field's path, for the error
     * @param json a string
     * @return the epoch
     * @throws InvalidCursorException if it is anything else
     */
    public static Epoch readEpoch(String field, JsonNode json) {
        if (!json.isTextual()) {
            throw new InvalidCursorException(field, json.toString(), "the string of an epoch");
        }
        try {
            return new Epoch(json.textValue());
        } catch (ReplayException e) {
            throw new InvalidCursorException(
                    field, "\"" + json.textValue() + "\"", "the string of an epoch, such as Zk81bbQ0xA3v9d_e.0");
        }
    }

    /**
     * Reads positions.
     *
     * @param field the field's path, for the error
     * @param json an object with a field for each partition
     * @return the positions by partition
     * @throws InvalidCursorException if it is anything else
     */
    public static Map<Integer, Position> readPartitions(String field, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidCursorException(field, json.toString(), "an object of partitions");
        }
        if (json.size() > MAX_PARTITIONS) {
            throw new InvalidCursorException(field, json.size() + " partitions", "at most " + MAX_PARTITIONS);
        }
        Map<Integer, Position> positions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            positions.put(partition(field, entry.getKey()), position(field + "." + entry.getKey(), entry.getValue()));
        }
        return positions;
    }

    private static int partition(String field, String name) {
        String allowed = "a partition number from 0 to " + Integer.MAX_VALUE;
        long number;
        try {
            number = OffsetText.parse(field, name);
        } catch (InvalidCursorException e) {
            throw new InvalidCursorException(field, "partition \"" + name + "\"", allowed);
        }
        if (number > Integer.MAX_VALUE) {
            throw new InvalidCursorException(field, "partition \"" + name + "\"", allowed);
        }
        return (int) number;
    }

    private static Position position(String field, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidCursorException(field, json.toString(), "an object with next");
        }
        long next = OffsetText.parse(field + ".next", json.path("next"));
        OptionalInt leaderEpoch = leaderEpoch(field + ".le", json.path("le"));
        return leaderEpoch.isPresent() ? Position.after(next, leaderEpoch.getAsInt()) : Position.at(next);
    }

    private static OptionalInt leaderEpoch(String field, JsonNode json) {
        if (json.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!json.isIntegralNumber() || !json.canConvertToInt() || json.intValue() < 0) {
            throw new InvalidCursorException(field, json.toString(), "an integer from 0 to " + Integer.MAX_VALUE);
        }
        return OptionalInt.of(json.intValue());
    }
}
