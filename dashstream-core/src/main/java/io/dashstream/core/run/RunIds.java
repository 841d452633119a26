package io.dashstream.core.run;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Header;
import java.util.HexFormat;
import java.util.Optional;

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

    /** The run that a checkpoint says it is of; empty for other messages. */
    static Optional<String> ofCheckpoint(Numbered message) {
        return Optional.ofNullable(
                        message.message().getCheckpoint().getMetadataMap().get("run_id"))
                .filter(given -> !given.isBlank())
                .map(RunIds::given);
    }

    /**
     * The message id of GRAPH_START, in hex, by which a checkpoint lets those find the run who have not seen its start; empty if
     * it does not say.
     */
    static ByteString startOfCheckpoint(Numbered message) {
        String hex = message.message().getCheckpoint().getMetadataMap().getOrDefault("graph_start_id", "");
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            return ByteString.EMPTY;
        }
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
