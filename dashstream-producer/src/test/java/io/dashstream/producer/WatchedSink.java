package io.dashstream.producer;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which messages the sink behind it has acknowledged. */
final class WatchedSink implements TelemetrySink {

    /** A message's place: equal only for the very same message. */
    record Place(String threadId, long sequence) {
        static Place of(DashStreamMessage message) {
            Header header = Messages.header(message);
            return new Place(header.getThreadId(), header.getSequence());
        }
    }

    private final TelemetrySink behind;
    private final Set<Place> acknowledged = ConcurrentHashMap.newKeySet();

    WatchedSink(TelemetrySink behind) {
        this.behind = behind;
    }

    Set<Place> acknowledged() {
        return acknowledged;
    }

    @Override
    public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
        behind.send(record, failure -> {
            if (failure == null) {
                acknowledged.add(Place.of(decode(record)));
            }
            completion.done(failure);
        });
    }

    private static DashStreamMessage decode(TelemetryRecord record) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return decoder.decode(record.value());
        }
    }

    @Override
    public void close(Duration timeout) {
        behind.close(timeout);
    }
}
