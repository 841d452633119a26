package io.dashstream.core.run;

import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Header;

/** Ids of runs: given by a producer, or makeshift ones, which can't be mistaken for given ones. */
final class RunIds {

    private static final String MAKESHIFT = "~";

    private RunIds() {}

    static String given(String id) {
        String bounded = BoundedId.of(id);
        return bounded.startsWith(MAKESHIFT) ? MAKESHIFT + bounded : bounded;
    }

    static String ofStart(Numbered start) {
        String given = start.message()
                .getEvent()
                .getAttributesOrDefault("run_id", AttributeValue.getDefaultInstance())
                .getStringValue();
        return given.isBlank() ? makeshift(start.header()) : given(given);
    }

    /** For a run whose GRAPH_START carries no {@code run_id}, or of which this is the first message seen. */
    static String makeshift(Header firstMessage) {
        String id = firstMessage.getMessageId().isEmpty()
                ? Long.toUnsignedString(firstMessage.getSequence()) + "@" + firstMessage.getTimestampUs()
                : MessageIds.toText(firstMessage.getMessageId());
        return MAKESHIFT + "run-" + id;
    }

    static boolean isMakeshift(RunKey key) {
        return key.runId().startsWith(MAKESHIFT) && !key.runId().startsWith(MAKESHIFT + MAKESHIFT);
    }
}
