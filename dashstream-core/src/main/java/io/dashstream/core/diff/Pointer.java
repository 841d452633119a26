package io.dashstream.core.diff;

import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/** The segments of a JSON Pointer, read strictly by RFC 6901. */
final class Pointer {

    private final List<String> segments;

    private Pointer(List<String> segments) {
        this.segments = segments;
    }

    /** Reads a pointer. */
    static Pointer parse(String path) throws Refusal {
        if (path.length() > StatePatch.MAX_PATH_CHARS) {
            throw new Refusal(
                    Reason.PATH_TOO_LONG,
                    "path has " + path.length() + " characters, at most " + StatePatch.MAX_PATH_CHARS + " are allowed");
        }
        List<String> segments = new ArrayList<>();
        for (int start = 0; start < path.length(); ) {
            if (path.charAt(start) != '/') {
                throw new Refusal(Reason.BAD_PATH, "path does not begin with a slash");
            }
            int next = path.indexOf('/', start + 1);
            int end = next < 0 ? path.length() : next;
            segments.add(unescaped(path.substring(start + 1, end)));
            start = end;
        }
        if (segments.size() > StrictJson.MAX_DEPTH) {
            throw new Refusal(
                    Reason.TOO_DEEP,
                    "path has " + segments.size() + " segments, at most " + StrictJson.MAX_DEPTH + " are allowed");
        }
        return new Pointer(segments);
    }

    private static String unescaped(String segment) throws Refusal {
        if (segment.indexOf('~') < 0) {
            return segment;
        }
        StringBuilder text = new StringBuilder(segment.length());
        for (int index = 0; index < segment.length(); index++) {
            char c = segment.charAt(index);
            if (c == '~') {
                index++;
                char escaped = index < segment.length() ? segment.charAt(index) : ' ';
                if (escaped != '0' && escaped != '1') {
                    throw new Refusal(Reason.BAD_PATH, "in a path, ~ must be followed by 0 or 1");
                }
                c = escaped == '0' ? '~' : '/';
            }
            text.append(c);
        }
        return text.toString();
    }

    boolean isRoot() {
        return segments.isEmpty();
    }

    int depth() {
        return segments.size();
    }

    String segment(int level) {
        return segments.get(level);
    }

    String last() {
        return segments.get(segments.size() - 1);
    }

    boolean isSameAs(Pointer other) {
        return segments.equals(other.segments);
    }

    /** Whether this is the way to a container of what the other one points to. */
    boolean leadsInto(Pointer other) {
        return segments.size() < other.segments.size() && segments.equals(other.segments.subList(0, segments.size()));
    }

    /**
     * The index that a segment stands for: {@code 0} or digits that do not begin with 0, and below {@code end}. Signs,
     * leading zeros and digits of other scripts, which {@code Integer.parseInt} takes, are refused.
     */
    static int index(String segment, int end) throws Refusal {
        if (!isDigits(segment) || (segment.length() > 1 && segment.charAt(0) == '0')) {
            throw new Refusal(Reason.BAD_INDEX, "'" + Excerpt.of(segment) + "' is not an array index");
        }
        long index = segment.length() > 10 ? Long.MAX_VALUE : Long.parseLong(segment);
        if (index >= end) {
            throw new Refusal(Reason.BAD_INDEX, "index " + Excerpt.of(segment) + " is not below " + end);
        }
        return (int) index;
    }

    private static boolean isDigits(String segment) {
        for (int index = 0; index < segment.length(); index++) {
            if (segment.charAt(index) < '0' || segment.charAt(index) > '9') {
                return false;
            }
        }
        return !segment.isEmpty();
    }
}
