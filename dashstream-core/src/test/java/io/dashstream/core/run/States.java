package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Short ways to say things in the tests of this package. */
final class States {

    private States() {}

    static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }

    static List<RunUpdate> feed(RunAssembler runs, List<DashStreamMessage> messages) {
        List<RunUpdate> updates = new ArrayList<>();
        messages.forEach(message -> updates.addAll(runs.accept(message)));
        return updates;
    }

    static <T extends RunUpdate> List<T> only(Class<T> type, List<RunUpdate> updates) {
        return updates.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static DashStreamMessage with(DashStreamMessage message, UnaryOperator<Header.Builder> change) {
        return Messages.withHeader(
                message, change.apply(Messages.header(message).toBuilder()).build());
    }

    static DashStreamMessage numbered(DashStreamMessage message, long sequence) {
        return with(message, header -> header.setSequence(sequence));
    }

    /** A batch as producers make it: the envelope has no number and need not be of the thread of its events. */
    static DashStreamMessage batch(List<DashStreamMessage> events) {
        EventBatch.Builder batch = EventBatch.newBuilder()
                .setHeader(Header.newBuilder()
                        .setTenantId("envelope")
                        .setThreadId("envelope")
                        .setTimestampUs(1)
                        .setSchemaVersion(1));
        for (DashStreamMessage event : events) {
            batch.addEvents(event(event));
        }
        return DashStreamMessage.newBuilder().setEventBatch(batch).build();
    }

    private static Event event(DashStreamMessage message) {
        if (!message.hasEvent()) {
            throw new IllegalArgumentException("only events go into a batch: " + message.getMessageCase());
        }
        return message.getEvent();
    }
}
