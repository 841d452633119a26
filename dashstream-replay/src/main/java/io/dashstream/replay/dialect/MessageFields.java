package io.dashstream.replay.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.cursor.InvalidCursorException;
import io.dashstream.replay.cursor.OffsetText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the fields of a client's message strictly: what is not exactly as allowed is refused by name. */
public final class MessageFields {

    private static final int ID_CHARS = 256;

    private final ObjectNode message;
    private final String path;

    /**
     * The fields of a message.
     *
     * @param message the message
     * @param path what stands before a field's name in errors; empty, or ends with a dot
     */
    public MessageFields(ObjectNode message, String path) {
        this.message = message;
        this.path = path;
    }

    /**
     * The path of a field.
     *
     * @param field its name
     * @return the path, for errors
     */
    public String path(String field) {
        return path + field;
    }

    /**
     * Whether a field is there. One that is null is, and will be refused.
     *
     * @param field its name
     * @return whether it is there
     */
    public boolean has(String field) {
        return message.has(field);
    }

    /**
     * A field as it is.
     *
     * @param field its name
     * @return the value, or a missing node
     */
    public JsonNode raw(String field) {
        return message.path(field);
    }

    /**
     * A word of a closed set.
     *
     * @param field its name
     * @param preset what it is if it is not there
     * @param <E> the set; the words are its names in lower case
     * @return the value
     */
    public <E extends Enum<E>> E word(String field, E preset) {
        return word(field, preset, Problem.INVALID_MESSAGE);
    }

    /**
     * A word of a closed set.
     *
     * @param field its name
     * @param preset what it is if it is not there
     * @param problem what it is if it is no such word
     * @param <E> the set; the words are its names in lower case
     * @return the value
     */
    public <E extends Enum<E>> E word(String field, E preset, Problem problem) {
        if (!has(field)) {
            return preset;
        }
        String text = raw(field).isTextual() ? raw(field).textValue() : "";
        E[] words = preset.getDeclaringClass().getEnumConstants();
        return Arrays.stream(words)
                .filter(word -> lower(word).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidMessage(
                        problem,
                        path(field),
                        path(field) + " is " + InvalidMessage.cut(raw(field).toString()) + "; allowed is one of "
                                + Arrays.stream(words).map(MessageFields::lower).collect(Collectors.joining(", "))));
    }

    /**
     * The id of a tenant or thread.
     *
     * @param field its name
     * @return the id, not blank
     */
    public String id(String field) {
        JsonNode value = raw(field);
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > ID_CHARS) {
            throw InvalidMessage.value(
                    path(field),
                    value.isMissingNode() ? "missing" : value.toString(),
                    "a string of 1 to " + ID_CHARS + " characters");
        }
        return value.textValue();
    }

    /**
     * A 64-bit number.
     *
     * @param field its name
     * @return the number, 0 or more
     */
    public long number(String field) {
        if (!has(field)) {
            throw InvalidMessage.value(path(field), "missing", "a number");
        }
        try {
            return OffsetText.parse(path(field), raw(field));
        } catch (InvalidCursorException e) {
            throw InvalidMessage.of(Problem.INVALID_MESSAGE, e);
        }
    }

    /**
     * An object.
     *
     * @param field its name
     * @return its fields, or empty if it is not there
     */
    public Optional<MessageFields> object(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (raw(field) instanceof ObjectNode object) {
            return Optional.of(new MessageFields(object, path(field) + "."));
        }
        throw InvalidMessage.value(path(field), raw(field).toString(), "an object");
    }

    /**
     * Refuses a field where it means nothing.
     *
     * @param field its name
     * @param only when it has a meaning
     */
    public void refuse(String field, String only) {
        if (has(field)) {
            throw InvalidMessage.value(path(field), raw(field).toString(), "nothing here: it belongs to " + only);
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
