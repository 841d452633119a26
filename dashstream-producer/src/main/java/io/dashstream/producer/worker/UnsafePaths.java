package io.dashstream.producer.worker;

import io.dashstream.core.diff.StatePatch;

/** Finds paths that are legal here and refused by browsers, because they would reach into JavaScript's own objects. */
final class UnsafePaths {

    private UnsafePaths() {}

    static long count(StatePatch patch) {
        return patch.operations().stream()
                .filter(operation -> isUnsafe(operation.path()))
                .count();
    }

    private static boolean isUnsafe(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals("__proto__") || segment.equals("constructor") || segment.equals("prototype")) {
                return true;
            }
        }
        return false;
    }
}
