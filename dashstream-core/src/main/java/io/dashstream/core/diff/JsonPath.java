package io.dashstream.core.diff;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root to the place that is being compared. Segments are kept as they are and turned into a JSON
 * Pointer (RFC 6901) only where an operation needs one: most places have not changed.
 */
final class JsonPath {

    /** The name at each level, or null where the segment is an index. */
    private @Nullable String[] names = new String[16];

    private int[] indexes = new int[16];
    private int depth;

    int depth() {
        return depth;
    }

    void enter(String name) {
        names[push()] = name;
    }

    void enter(int index) {
        int level = push();
        names[level] = null;
        indexes[level] = index;
    }

    void leave() {
        depth--;
    }

    private int push() {
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        return depth++;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int level = 0; level < depth; level++) {
            String name = names[level];
            text.append('/');
            if (name == null) {
                text.append(indexes[level]);
            } else {
                text.append(escaped(name));
            }
        }
        return text.toString();
    }

    static String escaped(String name) {
        if (name.indexOf('~') < 0 && name.indexOf('/') < 0) {
            return name;
        }
        return name.replace("~", "~0").replace("/", "~1");
    }
}
