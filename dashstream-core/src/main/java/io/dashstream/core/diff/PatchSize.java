package io.dashstream.core.diff;

import io.dashstream.core.json.JsonSizer;
import java.util.List;

/** The size of operations as compact RFC 6902 JSON. */
final class PatchSize {

    private static final int ADD = "{\"op\":\"add\",\"path\":,\"value\":}".length();
    private static final int REMOVE = "{\"op\":\"remove\",\"path\":}".length();
    private static final int REPLACE = "{\"op\":\"replace\",\"path\":,\"value\":}".length();
    private static final int MOVE = "{\"op\":\"move\",\"from\":,\"path\":}".length();
    private static final int COPY = "{\"op\":\"copy\",\"from\":,\"path\":}".length();
    private static final int TEST = "{\"op\":\"test\",\"path\":,\"value\":}".length();

    /** What any operation on an element takes at least, besides the path of its array: comma, quotes, slash and index. */
    static final int LEAST = ADD + 1 + 4;

    /** What a move takes more, besides the path of its array. */
    static final int LEAST_FROM = MOVE - ADD + 4;

    private PatchSize() {}

    static long of(List<PatchOperation> operations) {
        JsonSizer sizer = new JsonSizer();
        long bytes = 2L + Math.max(0, operations.size() - 1);
        for (PatchOperation operation : operations) {
            bytes += withoutValue(operation) + value(operation, sizer);
        }
        return bytes;
    }

    static long withoutValue(PatchOperation operation) {
        long path = text(operation.path());
        if (operation instanceof PatchOperation.Add) {
            return ADD + path;
        }
        if (operation instanceof PatchOperation.Remove) {
            return REMOVE + path;
        }
        if (operation instanceof PatchOperation.Replace) {
            return replaceWithoutValue(operation.path());
        }
        if (operation instanceof PatchOperation.Move move) {
            return MOVE + path + text(move.from());
        }
        return operation instanceof PatchOperation.Copy copy ? COPY + path + text(copy.from()) : TEST + path;
    }

    static long replaceWithoutValue(String path) {
        return REPLACE + text(path);
    }

    private static long value(PatchOperation operation, JsonSizer sizer) {
        if (operation instanceof PatchOperation.Add add) {
            return sizer.size(add.value());
        }
        if (operation instanceof PatchOperation.Replace replace) {
            return sizer.size(replace.value());
        }
        return operation instanceof PatchOperation.Test test ? sizer.size(test.value()) : 0;
    }

    private static long text(String text) {
        return JsonSizer.textSize(text);
    }
}
