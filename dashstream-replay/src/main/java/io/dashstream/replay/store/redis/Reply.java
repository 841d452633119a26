package io.dashstream.replay.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What came back for one {@link Call}. */
sealed interface Reply {

    /**
     * What the script returned.
     *
     * @param values byte arrays, longs and lists of these
     */
    record Answer(List<Object> values) implements Reply {

        String text(int index) {
            return index < values.size() && values.get(index) instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : "";
        }

        long number(int index) {
            return values.get(index) instanceof Long number ? number : Long.parseLong(text(index));
        }
    }

    /**
     * There is no answer that could be used.
     *
     * @param reason what happened
     */
    record NoAnswer(String reason) implements Reply {}
}
