package io.dashstream.producer.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event's attributes as they come from a call: names and immutable values one after the other, which costs the calling
 * thread one array.
 *
 * <p>Immutable by contract: whoever makes one gives the array away.
 */
public final class Facts {

    /** No attributes. */
    public static final Facts NONE = new Facts(new Object[0], null);

    private static final long BYTES_PER_FACT = 48;

    private final @Nullable Object[] namesAndValues;
    private final @Nullable ObjectNode more;

    private Facts(@Nullable Object[] namesAndValues, @Nullable ObjectNode more) {
        this.namesAndValues = namesAndValues;
        this.more = more;
    }

    /**
     * Makes attributes of names and values in turn; a null value leaves its name out.
     *
     * @param namesAndValues a name, its value, the next name, and so on; values are texts, boxed numbers, booleans or lists of
     *     texts
     * @return the attributes
     */
    public static Facts of(@Nullable Object... namesAndValues) {
        return new Facts(namesAndValues, null);
    }

    /**
     * Adds attributes of the application's own; on an equal name they give way.
     *
     * @param captured a captured map
     * @return the attributes together
     */
    public Facts and(ObjectNode captured) {
        return new Facts(namesAndValues, captured);
    }

    /**
     * The attributes as one JSON object.
     *
     * @return a new object
     */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (more != null) {
            json.setAll(more);
        }
        for (int index = 0; index + 1 < namesAndValues.length; index += 2) {
            put(json, String.valueOf(namesAndValues[index]), namesAndValues[index + 1]);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value instanceof String text) {
            json.put(name, text);
        } else if (value instanceof Long number) {
            json.put(name, number.longValue());
        } else if (value instanceof Integer number) {
            json.put(name, number.longValue());
        } else if (value instanceof Double number) {
            json.put(name, number.doubleValue());
        } else if (value instanceof Boolean bool) {
            json.put(name, bool.booleanValue());
        } else if (value instanceof List<?> list) {
            json.putArray(name)
                    .addAll(list.stream()
                            .map(element -> JsonNodeFactory.instance.textNode(String.valueOf(element)))
                            .toList());
        }
    }

    /**
     * What the attributes weigh in the queue.
     *
     * @return an estimate in bytes
     */
    public long approximateBytes() {
        long bytes = 0;
        for (Object part : namesAndValues) {
            bytes += part instanceof String text ? text.length() + BYTES_PER_FACT : BYTES_PER_FACT;
        }
        return more == null ? bytes : bytes + 2L * more.size() * BYTES_PER_FACT;
    }
}
