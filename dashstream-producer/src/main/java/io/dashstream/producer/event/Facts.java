package io.dashstream.producer.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.producer.memory.HeapSize;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An event's attributes as they come from a call: names and immutable values one after the other, which costs the calling
 * thread one array.
 *
 * <p>Immutable by contract: whoever makes one gives the array away.
 */
public final class Facts {

    /** No attributes. */
    public static final Facts NONE = new Facts(new Object[0], null, 0);

    private final @Nullable Object[] namesAndValues;
    private final @Nullable ObjectNode more;
    private final long moreBytes;

    private Facts(@Nullable Object[] namesAndValues, @Nullable ObjectNode more, long moreBytes) {
        this.namesAndValues = namesAndValues;
        this.more = more;
        this.moreBytes = moreBytes;
    }

    /**
     * Makes attributes of names and values in turn; a null value leaves its name out.
     *
     * @param namesAndValues a name, its value, the next name, and so on; values are texts, boxed numbers, booleans or lists of
     *     texts
     * @return the attributes
     */
    public static Facts of(@Nullable Object... namesAndValues) {
        return new Facts(namesAndValues, null, 0);
    }

    /**
     * Adds attributes of the application's own; on an equal name they give way.
     *
     * @param captured a captured map
     * @param heapBytes about what it weighs in memory
     * @return the attributes together
     */
    public Facts and(ObjectNode captured, long heapBytes) {
        return new Facts(namesAndValues, captured, heapBytes);
    }

    /**
     * Whether there are attributes of the application's own, under names of its own.
     *
     * @return whether something was added by {@link #and}
     */
    public boolean haveMore() {
        return more != null;
    }

    /**
     * Hands over all attributes but those that were added by {@link #and}, without what has no value.
     *
     * @param taker is called for each in order
     */
    public void forEach(BiConsumer<String, Object> taker) {
        for (int index = 0; index + 1 < namesAndValues.length; index += 2) {
            Object value = namesAndValues[index + 1];
            if (value != null) {
                taker.accept(String.valueOf(namesAndValues[index]), value);
            }
        }
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
        forEach((name, value) -> put(json, name, value));
        return json;
    }

    private static void put(ObjectNode json, String name, Object value) {
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
        long bytes = HeapSize.ofReferences(namesAndValues.length);
        for (int index = 0; index + 1 < namesAndValues.length; index += 2) {
            if (namesAndValues[index] instanceof String name) {
                bytes += HeapSize.ofName(name);
            }
            bytes += sizeOf(namesAndValues[index + 1]);
        }
        return bytes + moreBytes;
    }

    private static long sizeOf(@Nullable Object value) {
        if (value instanceof String text) {
            return HeapSize.ofText(text);
        }
        if (value instanceof List<?> list) {
            return HeapSize.ofReferences(list.size())
                    + list.stream().mapToLong(Facts::sizeOf).sum();
        }
        return value == null ? 0 : HeapSize.NUMBER;
    }
}
