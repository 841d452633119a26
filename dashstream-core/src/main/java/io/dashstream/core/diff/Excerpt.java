package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;

/** Short descriptions of values for error texts, whatever the size of the value. */
final class Excerpt {

    private static final int TEXT = 40;
    private static final int PATH = 200;

    private Excerpt() {}

    static String of(JsonNode value) {
        if (value.isObject()) {
            return "an object of " + value.size() + " members";
        }
        if (value.isArray()) {
            return "an array of " + value.size() + " elements";
        }
        if (value.isTextual()) {
            String text = value.textValue();
            return "the string '" + of(text) + "' of " + text.length() + " characters";
        }
        if (value.isBigInteger()) {
            return "an integer of " + value.bigIntegerValue().bitLength() + " bits";
        }
        return of(value.asText());
    }

    static String of(String text) {
        return cut(text, TEXT);
    }

    static String ofPath(String path) {
        return cut(path, PATH);
    }

    /** The beginning of a text; it does not cut a surrogate pair. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "...";
    }
}
