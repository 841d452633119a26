package io.dashstream.producer.capture;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names for the keys of a map that are not strings: an enum's name; otherwise the key's text ({@code null} for null), or its type
 * if it has no text of its own. A name that is taken gets {@code ~2}, {@code ~3} ... behind it.
 */
final class OddNames {

    private final Set<String> taken = new HashSet<>();

    OddNames(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (key instanceof String name) {
                taken.add(name);
            }
        }
    }

    String nameOf(@Nullable Object key) {
        String name = textOf(key);
        String free = name;
        for (int n = 2; !taken.add(free); n++) {
            free = name + "~" + n;
        }
        return free;
    }

    private static String textOf(@Nullable Object key) {
        if (key == null) {
            return "null";
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (!Substitutes.hasText(key.getClass())) {
            return Substitutes.typeName(key.getClass());
        }
        try {
            return ValidText.cut(String.valueOf(key), MAX_CHARS);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            return Substitutes.typeName(key.getClass());
        }
    }

    private static final int MAX_CHARS = 1024;
}
