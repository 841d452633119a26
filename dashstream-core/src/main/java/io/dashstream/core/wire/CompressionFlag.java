package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.Header;

/** {@code Header.compression}, which mirrors the framing byte: in a batch in the envelope and in every event. */
final class CompressionFlag {

    private CompressionFlag() {}

    /** The message with all its flags set to a value; the same object if they are already. */
    static DashStreamMessage set(DashStreamMessage message, CompressionType value) {
        DashStreamMessage result = message;
        Header header = Messages.header(message);
        if (header.getCompression() != value) {
            result = Messages.withHeader(result, with(header, value));
        }
        return message.hasEventBatch() ? setInside(result, value) : result;
    }

    private static DashStreamMessage setInside(DashStreamMessage message, CompressionType value) {
        EventBatch batch = message.getEventBatch();
        if (batch.getEventsList().stream().allMatch(e -> e.getHeader().getCompression() == value)) {
            return message;
        }
        EventBatch.Builder copy = batch.toBuilder();
        for (int i = 0; i < copy.getEventsCount(); i++) {
            Header header = copy.getEvents(i).getHeader();
            if (header.getCompression() != value) {
                copy.setEvents(i, copy.getEvents(i).toBuilder().setHeader(with(header, value)));
            }
        }
        return message.toBuilder().setEventBatch(copy).build();
    }

    private static Header with(Header header, CompressionType value) {
        return header.toBuilder().setCompression(value).build();
    }
}
